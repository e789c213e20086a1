package io.machinenativeops.tokentracking.storage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.machinenativeops.tokentracking.event.Recorded;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Builds items as the stream carries them; what a test does not name has a plain value. */
public final class StoredUsage {

    public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private String organization = "org-1";
    private String eventId = "e-1";
    private int revision = 1;
    private int sign = 1;
    private Instant occurredAt = NOON;
    private @Nullable String team;
    private @Nullable String project;
    private @Nullable String environment;
    private @Nullable String agent = "reviewer";
    private @Nullable String user;
    private @Nullable String apiKey = "key-1";
    private Map<String, String> tags = Map.of();
    private String provider = "anthropic";
    private String model = "claude-sonnet-4-5";
    private @Nullable String operation = "chat";
    private String status = "ok";
    private @Nullable String session;
    private @Nullable String prompt;
    private @Nullable String trace;
    private @Nullable String span;
    private @Nullable String parent;
    private @Nullable Long latency;
    private @Nullable Long firstToken;
    private Map<String, BigDecimal> buckets = Map.of("in_fresh", BigDecimal.TEN, "out_text", BigDecimal.ONE);
    private @Nullable BigDecimal cost = new BigDecimal("0.000045");
    private @Nullable String priceVersion = "v-1";
    private List<String> flags = List.of();

    private StoredUsage() {}

    public static StoredUsage event(String eventId) {
        var usage = new StoredUsage();
        usage.eventId = eventId;
        return usage;
    }

    public StoredUsage organization(String value) {
        organization = value;
        return this;
    }

    public StoredUsage revision(int value, int sign) {
        revision = value;
        this.sign = sign;
        return this;
    }

    public StoredUsage at(Instant value) {
        occurredAt = value;
        return this;
    }

    public StoredUsage at(String value) {
        return at(Instant.parse(value));
    }

    public StoredUsage team(String value) {
        team = value;
        return this;
    }

    public StoredUsage project(String value) {
        project = value;
        return this;
    }

    public StoredUsage environment(String value) {
        environment = value;
        return this;
    }

    public StoredUsage agent(@Nullable String value) {
        agent = value;
        return this;
    }

    public StoredUsage user(String value) {
        user = value;
        return this;
    }

    public StoredUsage apiKey(String value) {
        apiKey = value;
        return this;
    }

    public StoredUsage tags(Map<String, String> value) {
        tags = value;
        return this;
    }

    public StoredUsage model(String provider, String model) {
        this.provider = provider;
        this.model = model;
        return this;
    }

    public StoredUsage operation(@Nullable String value) {
        operation = value;
        return this;
    }

    public StoredUsage status(String value) {
        status = value;
        return this;
    }

    public StoredUsage session(String value) {
        session = value;
        return this;
    }

    /** A place in a trace; a number of 0 names no span. */
    public StoredUsage in(String traceId, int spanNumber, int parentNumber) {
        trace = traceId;
        span = spanNumber == 0 ? null : StoredSpan.id(spanNumber);
        parent = parentNumber == 0 ? null : StoredSpan.id(parentNumber);
        return this;
    }

    public StoredUsage prompt(String value) {
        prompt = value;
        return this;
    }

    public StoredUsage latency(@Nullable Long milliseconds, @Nullable Long firstToken) {
        latency = milliseconds;
        this.firstToken = firstToken;
        return this;
    }

    public StoredUsage bucket(String unit, String quantity) {
        var more = new TreeMap<>(buckets);
        more.put(unit, new BigDecimal(quantity));
        buckets = more;
        return this;
    }

    public StoredUsage noBuckets() {
        buckets = Map.of();
        return this;
    }

    public StoredUsage cost(@Nullable String amount) {
        cost = amount == null ? null : new BigDecimal(amount);
        return this;
    }

    public StoredUsage priceVersion(@Nullable String value) {
        priceVersion = value;
        return this;
    }

    public StoredUsage flags(String... value) {
        flags = List.of(value);
        return this;
    }

    /** The item, its totals added up from the buckets. */
    public RecordedUsage item() {
        var input = sum("in_");
        return new RecordedUsage(
                eventId,
                "print-of-" + eventId,
                revision,
                sign,
                occurredAt,
                occurredAt.plusMillis(1500),
                new RecordedUsage.Origin(organization, team, project, environment, agent, user, apiKey, tags),
                new RecordedUsage.Call(
                        provider,
                        model,
                        null,
                        operation,
                        status,
                        null,
                        null,
                        null,
                        null,
                        prompt,
                        prompt == null ? null : "3",
                        latency,
                        firstToken),
                new RecordedUsage.Trace(session, trace, span, parent),
                new RecordedUsage.Usage(
                        "final",
                        "anthropic",
                        buckets,
                        input,
                        null,
                        input,
                        sum("in_cache_read"),
                        sum("in_cache_write"),
                        sum("out_"),
                        sum("out_reasoning"),
                        JsonMapper.shared()
                                .readTree("{\"input_tokens\":10,\"output_tokens\":1,\"odd\":{\"kept\":[1.50]}}")),
                new RecordedUsage.Cost(cost, "USD", cost == null ? null : priceVersion, null, null),
                flags);
    }

    /** A batch of these. */
    public static Recorded<RecordedUsage> batch(RecordedUsage... items) {
        return batch(List.of(items));
    }

    public static Recorded<RecordedUsage> batch(List<RecordedUsage> items) {
        return UsageRecorded.of(
                UUID.randomUUID().toString(), NOON, items.getFirst().origin().organizationId(), items);
    }

    private long sum(String prefix) {
        return buckets.entrySet().stream()
                .filter(bucket -> bucket.getKey().startsWith(prefix))
                .mapToLong(bucket -> bucket.getValue().longValue())
                .sum();
    }
}
