/** Tests of the gateway in front of a real, small server. */
@NullMarked
package io.machinenativeops.gateway;

import org.jspecify.annotations.NullMarked;
