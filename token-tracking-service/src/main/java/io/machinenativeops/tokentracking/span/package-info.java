/** Records the structure of traces: agents, tools and workflows, which spend nothing themselves. */
@NullMarked
package io.machinenativeops.tokentracking.span;

import org.jspecify.annotations.NullMarked;
