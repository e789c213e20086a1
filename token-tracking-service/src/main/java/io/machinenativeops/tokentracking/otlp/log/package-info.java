/** Takes logs by OTLP/HTTP and reports the model calls that events in them tell of as usage. */
@NullMarked
package io.machinenativeops.tokentracking.otlp.log;

import org.jspecify.annotations.NullMarked;
