package io.machinenativeops.tokentracking.estimate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.binder.redis.StreamScript;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.otlp.RedisScripts;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * What the sweep remembers in Redis, as durably as the stream: who sweeps, how far, and what was begun and is not yet seen in
 * the store.
 */
final class SweepState {

    private static final String LEASE = "estimate:lease";
    private static final String PLACES = "estimate:places";
    private static final String INTENTS = "estimate:intents";

    private static final StreamScript<Long> TAKE = script("lease");
    private static final StreamScript<Long> RELEASE = script("release");
    private static final StreamScript<Long> MARK = script("mark");
    private static final StreamScript<Long> SETTLE = script("settle");
    private static final StreamScript<String> PLACE =
            StreamScript.text("return redis.call('HGET', KEYS[1], ARGV[1]) or '0'");
    private static final StreamScript<List<@Nullable Object>> ALL =
            StreamScript.list("return redis.call('HGETALL', KEYS[1])");
    private static final StreamScript<Long> INTEND = StreamScript.integer("""
            for i = 1, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
            return 1""");

    /** Arguments of one script. */
    private static final int AT_ONCE = 1000;

    private final RedisStreamsOperations redis;

    SweepState(RedisStreamsOperations redis) {
        this.redis = redis;
    }

    private static StreamScript<Long> script(String name) {
        return StreamScript.integer(RedisScripts.source(SweepState.class, name));
    }

    /** Takes the lease or holds it longer; false when it is another's. */
    boolean lease(String holder, Duration length) {
        return isOne(redis.eval(UsageRecorded.DESTINATION, TAKE, List.of(LEASE), holder, length.toMillis()));
    }

    void release(String holder) {
        redis.eval(UsageRecorded.DESTINATION, RELEASE, List.of(LEASE), holder);
    }

    /** The moment up to which a list was worked through. */
    Instant place(String list) {
        var place = redis.eval(UsageRecorded.DESTINATION, PLACE, List.of(PLACES), list);
        return Instant.ofEpochMilli(Long.parseLong(requireNonNull(place)));
    }

    /** Notes such a moment; false when the lease is another's by now. */
    boolean mark(String holder, String list, Instant place) {
        return isOne(redis.eval(
                UsageRecorded.DESTINATION, MARK, List.of(LEASE, PLACES), holder, list, place.toEpochMilli()));
    }

    /** What was begun: estimates by the revision that they were to get. */
    Map<Estimate, Integer> intents() {
        var intents = new HashMap<Estimate, Integer>();
        var all = requireNonNull(redis.eval(UsageRecorded.DESTINATION, ALL, List.of(INTENTS)));
        for (int at = 0; at < all.size(); at += 2) {
            var parts = text(all.get(at)).split("\n", -1);
            intents.put(new Estimate(parts[0], parts[1], parts[2]), Integer.valueOf(text(all.get(at + 1))));
        }
        return intents;
    }

    /** Notes what is about to be done: whoever comes after a crash finishes it first. */
    void intend(Map<Estimate, Integer> revisions) {
        run(INTEND, revisions);
    }

    /** Forgets what is done, unless something later was begun. */
    void settle(Map<Estimate, Integer> revisions) {
        run(SETTLE, revisions);
    }

    private void run(StreamScript<Long> script, Map<Estimate, Integer> revisions) {
        var arguments = new ArrayList<Object>();
        revisions.forEach((estimate, revision) -> {
            arguments.add(estimate.organizationId() + "\n" + estimate.traceId() + "\n" + estimate.spanId());
            arguments.add(revision);
        });
        for (int from = 0; from < arguments.size(); from += AT_ONCE) {
            var some = arguments.subList(from, Math.min(from + AT_ONCE, arguments.size()));
            redis.eval(UsageRecorded.DESTINATION, script, List.of(INTENTS), some.toArray());
        }
    }

    private static boolean isOne(@Nullable Long reply) {
        return reply != null && reply == 1;
    }

    private static String text(@Nullable Object bytes) {
        return new String((byte[]) requireNonNull(bytes), StandardCharsets.UTF_8);
    }
}
