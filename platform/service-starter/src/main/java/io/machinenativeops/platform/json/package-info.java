/** How answers are written as JSON. */
@NullMarked
package io.machinenativeops.platform.json;

import org.jspecify.annotations.NullMarked;
