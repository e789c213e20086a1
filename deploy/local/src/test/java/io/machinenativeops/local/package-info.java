/** Tests of the launcher, with a service that is small but real. */
@NullMarked
package io.machinenativeops.local;

import org.jspecify.annotations.NullMarked;
