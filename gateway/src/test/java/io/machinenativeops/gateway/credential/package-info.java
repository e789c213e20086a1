/** Tests. */
@NullMarked
package io.machinenativeops.gateway.credential;

import org.jspecify.annotations.NullMarked;
