package io.machinenativeops.tokentracking.analysis;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Events, the newest first.
 *
 * @param nextCursor for the page after this one; null on the last
 */
record EventPage(List<StoredEvent> items, @Nullable String nextCursor) {}
