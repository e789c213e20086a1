/** Takes usage events: reads, checks, measures, prices and records each once. REST is one way in, other packages bring more. */
@NullMarked
package io.machinenativeops.tokentracking.ingest;

import org.jspecify.annotations.NullMarked;
