/** Removes for good what was deleted and can be restored no more. */
@NullMarked
package io.machinenativeops.teamrbac.purge;

import org.jspecify.annotations.NullMarked;
