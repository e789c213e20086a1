/** Placeholder. */
@NullMarked
package io.machinenativeops.platform;

import org.jspecify.annotations.NullMarked;
