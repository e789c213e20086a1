/** A small service as all others are made, to try the starter in. */
@NullMarked
package io.machinenativeops.platform.notebook;

import org.jspecify.annotations.NullMarked;
