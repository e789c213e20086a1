/** Takes traces by OTLP/HTTP and reports the model calls in them as usage. */
@NullMarked
package io.machinenativeops.tokentracking.otlp;

import org.jspecify.annotations.NullMarked;
