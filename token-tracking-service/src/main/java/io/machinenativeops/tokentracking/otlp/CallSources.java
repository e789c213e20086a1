package io.machinenativeops.tokentracking.otlp;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.binder.redis.StreamException;
import io.machinenativeops.binder.redis.StreamScript;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.ingest.DurableAppend;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Remembers which services and sessions tell of their calls one by one, by spans or log events: what their metrics count is
 * the same once more.
 */
@Component
public final class CallSources {

    /** Longer than any interval between exports of metrics. */
    static final Duration MEMORY = Duration.ofHours(24);

    private static final StreamScript<Long> HEARD =
            StreamScript.integer(RedisScripts.source(CallSources.class, "heard"));
    private static final StreamScript<String> LAST =
            StreamScript.text("return redis.call('ZSCORE', KEYS[1], ARGV[1]) or '0'");
    private static final int MOST = 20_000;
    private static final int MOST_NOTED = 10_000;
    private static final Duration NOTED_ANEW = Duration.ofMinutes(10);

    private final RedisStreamsOperations redis;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Long> noted = new ConcurrentHashMap<>();

    CallSources(RedisStreamsOperations redis) {
        this.redis = redis;
    }

    /** The source that all telemetry of a resource's service has in common. */
    public static String service(Map<String, JsonNode> resource) {
        var name = EventDraft.service(resource);
        return "service:" + (name == null ? "" : name);
    }

    /** The source that all telemetry of a session has in common; that of the service when there is none. */
    public static String session(@Nullable String session, Map<String, JsonNode> resource) {
        return session == null ? service(resource) : "session:" + session;
    }

    /**
     * Notes, before their calls are recorded, that these sources tell of calls.
     *
     * @throws io.machinenativeops.platform.problem.ProblemException {@code unavailable} when it can't be noted now
     */
    public void heard(String organization, Collection<String> sources) {
        long now = clock.instant().getEpochSecond();
        var arguments = new ArrayList<Object>(List.of(now, MEMORY.toSeconds(), MOST));
        var fresh = sources.stream()
                .filter(source -> now - noted.getOrDefault(organization + source, 0L) > NOTED_ANEW.toSeconds())
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        arguments.addAll(fresh);
        try {
            redis.eval(UsageRecorded.DESTINATION, HEARD, List.of(key(organization)), arguments.toArray());
        } catch (StreamException away) {
            throw DurableAppend.unavailable(away);
        }
        if (noted.size() > MOST_NOTED) {
            noted.clear();
        }
        fresh.forEach(source -> noted.put(organization + source, now));
    }

    /** Whether the source told of a call within the last day. */
    public boolean isHeard(String organization, String source) {
        var last = redis.eval(UsageRecorded.DESTINATION, LAST, List.of(key(organization)), source);
        return last != null
                && Double.parseDouble(last) > clock.instant().minus(MEMORY).getEpochSecond();
    }

    private static String key(String organization) {
        return "otlp:calls:" + organization;
    }
}
