/** Reads how a caller shows who it is: in every form that clients know, from one header. */
@NullMarked
package io.machinenativeops.gateway.credential;

import org.jspecify.annotations.NullMarked;
