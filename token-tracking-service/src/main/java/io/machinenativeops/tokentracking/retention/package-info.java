/** How long each organisation keeps its usage, and the deletion of what is older. */
@NullMarked
package io.machinenativeops.tokentracking.retention;

import org.jspecify.annotations.NullMarked;
