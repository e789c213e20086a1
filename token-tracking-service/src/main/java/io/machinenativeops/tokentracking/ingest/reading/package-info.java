/** From what was sent to a usage event: its fields, its identity, and why one is rejected. */
@NamedInterface("reading")
@NullMarked
package io.machinenativeops.tokentracking.ingest.reading;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
