package io.machinenativeops.tokentracking.deadletter;

import java.util.List;
import java.util.function.Function;

import io.machinenativeops.binder.redis.DeadLetter;
import io.machinenativeops.tokentracking.event.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * A letter and what is in it.
 *
 * @param organizationId null when its payload is nothing of ours
 * @param items what the store refused
 * @param ids of the items
 */
record Parked(
        ParkedStream stream, DeadLetter letter, @Nullable String organizationId, List<?> items, List<String> ids) {

    static <T> Parked of(ParkedStream stream, DeadLetter letter, Recorded.Data<T> data, Function<T, String> id) {
        var ids = data.items().stream().map(id).distinct().toList();
        return new Parked(stream, letter, data.organizationId(), data.items(), ids);
    }

    boolean isTheSame(Parked other) {
        return !items.isEmpty()
                && organizationId != null
                && organizationId.equals(other.organizationId)
                && items.equals(other.items);
    }

    ParkedUsage shown() {
        return new ParkedUsage(
                stream.shown(letter.entry().id()),
                letter.at(),
                organizationId,
                ids,
                stream.told(),
                letter.originId(),
                letter.message(),
                letter.deliveries());
    }
}
