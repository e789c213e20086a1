package io.machinenativeops.tokentracking.usage;

import org.jspecify.annotations.Nullable;

/**
 * What the event says about its usage object.
 *
 * @param provider the provider as sent
 * @param operation {@code chat}, {@code embeddings}, …
 * @param dialect the dialect when the sender names it; else it is told by the object's shape
 */
public record UsageHints(
        @Nullable String provider,
        @Nullable String operation,
        @Nullable Dialect dialect) {

    /** Nothing known but the object itself. */
    public static UsageHints none() {
        return new UsageHints(null, null, null);
    }

    public static UsageHints of(@Nullable String provider) {
        return new UsageHints(provider, null, null);
    }
}
