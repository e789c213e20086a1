/** Takes the signals of OTLP/HTTP: reads both encodings, answers as OTLP says, and reports the model calls in traces as usage. */
@NullMarked
package io.machinenativeops.tokentracking.otlp;

import org.jspecify.annotations.NullMarked;
