/** Placeholder. */
@NullMarked
package io.machinenativeops.embedded;

import org.jspecify.annotations.NullMarked;
