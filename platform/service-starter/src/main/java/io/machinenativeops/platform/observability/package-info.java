/** Defaults for logs, metrics, traces and shutdown that are the same in every service. */
@NullMarked
package io.machinenativeops.platform.observability;

import org.jspecify.annotations.NullMarked;
