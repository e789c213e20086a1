/** Lists in pages that stay right while rows come and go. */
@NullMarked
package io.machinenativeops.platform.paging;

import org.jspecify.annotations.NullMarked;
