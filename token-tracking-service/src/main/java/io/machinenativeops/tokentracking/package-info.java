/** The service that knows what every agent used and what it cost. */
@NullMarked
package io.machinenativeops.tokentracking;

import org.jspecify.annotations.NullMarked;
