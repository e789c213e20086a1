/** Edits that lose no other edit: each says, by {@code If-Match}, what it saw. */
@NullMarked
package io.machinenativeops.platform.edit;

import org.jspecify.annotations.NullMarked;
