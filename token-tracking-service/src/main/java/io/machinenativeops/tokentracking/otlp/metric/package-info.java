/** Takes metrics by OTLP/HTTP and reports the tokens they count as usage, unless the same service tells of its calls one by one. */
@NullMarked
package io.machinenativeops.tokentracking.otlp.metric;

import org.jspecify.annotations.NullMarked;
