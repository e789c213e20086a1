package io.machinenativeops.teamrbac.permission;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** What ends by itself. The end is looked at with each question, so nothing has to run in time for it. */
public sealed interface Expiring permits Binding, Deny {

    /** From this instant on it counts no more; null for never. */
    @Nullable
    Instant expiresAt();

    default boolean liveAt(Instant now) {
        var end = expiresAt();
        return end == null || now.isBefore(end);
    }
}
