/** Which request paths are let in, so that an id may hold any character and no path means two things. */
@NullMarked
package io.machinenativeops.platform.path;

import org.jspecify.annotations.NullMarked;
