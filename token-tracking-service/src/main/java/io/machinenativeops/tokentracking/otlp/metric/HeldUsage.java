package io.machinenativeops.tokentracking.otlp.metric;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.binder.redis.StreamScript;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.ingest.reading.Verdict;
import io.machinenativeops.tokentracking.otlp.CallSources;
import io.machinenativeops.tokentracking.otlp.OtlpProperties;
import io.machinenativeops.tokentracking.otlp.RedisScripts;
import io.machinenativeops.tokentracking.otlp.SetAside;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.util.Objects.requireNonNull;

/**
 * Events made from metrics, until it is known whether their service tells of its calls one by one. They are durable: any
 * replica counts them when they are due, and their ids see to it that they count once.
 */
@Component
class HeldUsage implements SchedulingConfigurer, SetAside {

    /** On the hash slot of the stream. */
    static final List<String> KEYS = List.of("otlp:held", "otlp:due");

    private static final Logger log = LoggerFactory.getLogger(HeldUsage.class);
    private static final StreamScript<List<@Nullable Object>> DUE =
            StreamScript.list(RedisScripts.source(HeldUsage.class, "due"));
    private static final StreamScript<Long> DROP = StreamScript.integer(RedisScripts.source(HeldUsage.class, "drop"));
    private static final StreamScript<Long> SET_ASIDE =
            StreamScript.integer(RedisScripts.source(HeldUsage.class, "set-aside"));
    private static final StreamScript<Long> HOLD = StreamScript.integer(RedisScripts.source(HeldUsage.class, "hold"));
    private static final List<String> WITH_DEAD_LETTERS = List.of(KEYS.get(0), KEYS.get(1), "dlq:" + GROUP);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LOAN = Duration.ofMinutes(1);
    private static final int AT_ONCE = 200;

    private final RedisStreamsOperations redis;
    private final CallSources sources;
    private final UsageIntake intake;
    private final Duration interval;
    private final MeterRegistry registry;
    private final Clock clock = Clock.systemUTC();

    HeldUsage(
            RedisStreamsOperations redis,
            CallSources sources,
            UsageIntake intake,
            OtlpProperties properties,
            MeterRegistry registry) {
        this.redis = redis;
        this.sources = sources;
        this.intake = intake;
        this.interval = properties.releaseInterval();
        this.registry = registry;
    }

    /**
     * An event that is held.
     *
     * @param source that supersedes it by telling of calls
     */
    record Held(Caller caller, String source, JsonNode event) {

        String json() {
            return JSON.writeValueAsString(this);
        }
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        registrar.addFixedDelayTask(this::release, interval);
    }

    /** Counts what is due, unless it is superseded. What can't be taken now is tried again. */
    void release() {
        try {
            while (releaseSome()) {
                log.trace("more may be due");
            }
        } catch (RuntimeException away) {
            log.debug("held usage waits: {}", away.getMessage());
        }
    }

    private boolean releaseSome() {
        long now = clock.millis();
        var due = requireNonNull(redis.eval(UsageRecorded.DESTINATION, DUE, KEYS, now, now + LOAN.toMillis(), AT_ONCE));
        Map<Caller, List<String>> ids = new LinkedHashMap<>();
        Map<Caller, List<Candidate>> events = new LinkedHashMap<>();
        var done = new ArrayList<String>();
        for (int at = 0; at < due.size(); at += 2) {
            var id = text(due.get(at));
            var held = JSON.readValue(text(due.get(at + 1)), Held.class);
            if (sources.isHeard(held.caller.organizationId(), held.source)) {
                done.add(id);
                count("superseded", 1);
            } else {
                ids.computeIfAbsent(held.caller, none -> new ArrayList<>()).add(id);
                events.computeIfAbsent(held.caller, none -> new ArrayList<>()).add(new Candidate(held.event, null));
            }
        }
        drop(done);
        events.forEach((caller, candidates) -> {
            var verdicts = intake.take(caller, Source.OTLP, candidates);
            settle(requireNonNull(ids.get(caller)), verdicts);
        });
        return due.size() == 2 * AT_ONCE;
    }

    private void settle(List<String> ids, List<Verdict> verdicts) {
        var done = new ArrayList<String>();
        var refused = new ArrayList<String>();
        for (int at = 0; at < ids.size(); at++) {
            var id = ids.get(at);
            switch (verdicts.get(at)) {
                case Verdict.Accepted _ -> {
                    count("counted", 1);
                    done.add(id);
                }
                case Verdict.Duplicate _ -> {
                    count("duplicate", 1);
                    done.add(id);
                }
                case Verdict.Rejected no -> {
                    count("rejected", 1);
                    log.warn("usage from metrics is set aside: {}", no.detail());
                    refused.add(id);
                    refused.add(cause(id, no));
                }
            }
        }
        drop(done);
        if (!refused.isEmpty()) {
            redis.eval(UsageRecorded.DESTINATION, SET_ASIDE, WITH_DEAD_LETTERS, refused.toArray());
        }
    }

    /** In the form of the stream's dead letters. */
    private String cause(String id, Verdict.Rejected no) {
        return JSON.writeValueAsString(Map.of(
                "stream",
                redis.key(UsageRecorded.DESTINATION, KEYS.getFirst()),
                "originId",
                id,
                "group",
                GROUP,
                "exception",
                no.problem().code(),
                "message",
                no.detail(),
                "stack",
                "",
                "deliveries",
                1,
                "at",
                clock.instant().toString()));
    }

    @Override
    public Told read(byte[] payload) {
        var held = JSON.readValue(payload, Held.class);
        return new Told(held.caller.organizationId(), held.event.get("eventId").asString());
    }

    @Override
    public void holdAgain(String id, byte[] payload) {
        redis.eval(UsageRecorded.DESTINATION, HOLD, KEYS, id, payload, clock.millis());
    }

    private void count(String outcome, int more) {
        registry.counter("mno.otlp.metric.events", "outcome", outcome).increment(more);
    }

    private void drop(List<String> ids) {
        if (!ids.isEmpty()) {
            redis.eval(UsageRecorded.DESTINATION, DROP, KEYS, ids.toArray());
        }
    }

    private static String text(@Nullable Object bytes) {
        return new String((byte[]) requireNonNull(bytes), StandardCharsets.UTF_8);
    }
}
