/** Tests. */
@NullMarked
package io.machinenativeops.gateway.session;

import org.jspecify.annotations.NullMarked;
