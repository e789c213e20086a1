/** Pages for people that need no script. */
@NullMarked
package io.machinenativeops.platform.page;

import org.jspecify.annotations.NullMarked;
