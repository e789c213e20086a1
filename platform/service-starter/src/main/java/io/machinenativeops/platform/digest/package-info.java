/** What stands for a text that is not to be kept. */
@NullMarked
package io.machinenativeops.platform.digest;

import org.jspecify.annotations.NullMarked;
