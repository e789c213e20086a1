/** Runs real stores as child processes on loopback, for tests and for the local launcher. */
@NullMarked
package io.machinenativeops.embedded;

import org.jspecify.annotations.NullMarked;
