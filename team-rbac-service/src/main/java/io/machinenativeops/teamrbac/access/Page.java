package io.machinenativeops.teamrbac.access;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the last item, after which the next page begins; null when nothing follows
 */
public record Page<T>(List<T> items, @Nullable T next) {

    public Page {
        items = List.copyOf(items);
    }
}
