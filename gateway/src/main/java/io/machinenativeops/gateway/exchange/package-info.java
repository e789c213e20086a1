/** Puts a short token in the place of an API key: exchanged at team-rbac, kept until something about it changes. */
@NullMarked
package io.machinenativeops.gateway.exchange;

import org.jspecify.annotations.NullMarked;
