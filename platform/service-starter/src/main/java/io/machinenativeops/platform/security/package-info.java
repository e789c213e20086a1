/** Verifies the caller's JWT, and holds each route to the permission that it declares. */
@NullMarked
package io.machinenativeops.platform.security;

import org.jspecify.annotations.NullMarked;
