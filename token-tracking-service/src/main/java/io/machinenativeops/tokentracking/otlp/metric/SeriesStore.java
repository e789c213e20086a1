package io.machinenativeops.tokentracking.otlp.metric;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.binder.redis.StreamScript;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.otlp.RedisScripts;
import io.machinenativeops.tokentracking.otlp.metric.HeldUsage.Held;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import static java.util.Objects.requireNonNull;

/** What is remembered of series, in Redis on the hash slot of the stream. */
@Component
final class SeriesStore {

    private static final StreamScript<Long> ADVANCE =
            StreamScript.integer(RedisScripts.source(SeriesStore.class, "advance"));
    private static final StreamScript<List<@Nullable Object>> READ =
            StreamScript.list("return redis.call('MGET', unpack(KEYS))");
    private static final int MOST_SERIES = 20_000;
    private static final int AT_ONCE = 1000;

    private final RedisStreamsOperations redis;

    SeriesStore(RedisStreamsOperations redis) {
        this.redis = redis;
    }

    /** What became of {@link #advance}. */
    enum Advance {
        STORED,
        /** It was changed since it was read. */
        OUTRUN,
        /** The organisation has as many series as it may. */
        FULL
    }

    /** The series as they are stored, in order; null for one that is not. */
    List<@Nullable String> read(String organization, List<String> ids) {
        var found = new ArrayList<@Nullable String>(ids.size());
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            var keys = ids.subList(from, Math.min(from + AT_ONCE, ids.size())).stream()
                    .map(id -> key(organization, id))
                    .toList();
            requireNonNull(redis.eval(UsageRecorded.DESTINATION, READ, keys))
                    .forEach(value ->
                            found.add(value == null ? null : new String((byte[]) value, StandardCharsets.UTF_8)));
        }
        return found;
    }

    /**
     * Stores a series as it is now and hands its new usage over to be counted, in one step.
     *
     * @param before as it was read
     * @param eventId of the usage; null when nothing is new
     */
    Advance advance(
            String organization,
            String id,
            @Nullable String before,
            String after,
            @Nullable String eventId,
            @Nullable Held held,
            Instant now,
            Instant due) {
        var keys = new ArrayList<>(List.of(key(organization, id), "otlp:series:" + organization));
        keys.addAll(HeldUsage.KEYS);
        long reply = requireNonNull(redis.eval(
                UsageRecorded.DESTINATION,
                ADVANCE,
                keys,
                before == null ? "" : before,
                after,
                now.getEpochSecond(),
                Counters.MEMORY.toSeconds(),
                MOST_SERIES,
                id,
                eventId == null ? "" : organization + " " + eventId,
                held == null ? "" : held.json(),
                due.toEpochMilli()));
        return reply == 1 ? Advance.STORED : reply == 0 ? Advance.OUTRUN : Advance.FULL;
    }

    private static String key(String organization, String id) {
        return "otlp:series:" + organization + ":" + id;
    }
}
