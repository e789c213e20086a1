/** Usage events over HTTP: one, many, or as CloudEvents, read under a bound of memory; and what such usage would cost. */
@NamedInterface("rest")
@NullMarked
package io.machinenativeops.tokentracking.ingest.rest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
