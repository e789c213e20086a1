package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.tokentracking.event.Recorded;
import io.machinenativeops.tokentracking.event.RecordedSpan;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.SpanRecorded;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Builds structure spans as their stream carries them; what a test does not name has a plain value. */
public final class StoredSpan {

    public static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final int id;
    private int parent;
    private String organization = "org-1";
    private String trace = TRACE;
    private String kind = "agent";
    private String name = "invoke_agent reviewer";
    private String status = "ok";
    private Instant startedAt = StoredUsage.NOON;
    private @Nullable Long duration = 1000L;
    private @Nullable String team;
    private @Nullable String project;
    private @Nullable String session;
    private RecordedSpan.@Nullable Reported reported;

    private StoredSpan(int id) {
        this.id = id;
    }

    public static StoredSpan span(int id, int parent) {
        var span = new StoredSpan(id);
        span.parent = parent;
        return span;
    }

    /** The id of a span of this number. */
    public static String id(int number) {
        return "%016x".formatted(number);
    }

    public StoredSpan organization(String value) {
        organization = value;
        return this;
    }

    public StoredSpan trace(String value) {
        trace = value;
        return this;
    }

    public StoredSpan kind(String value, String name) {
        kind = value;
        this.name = name;
        return this;
    }

    public StoredSpan status(String value) {
        status = value;
        return this;
    }

    public StoredSpan at(Instant value, @Nullable Long milliseconds) {
        startedAt = value;
        duration = milliseconds;
        return this;
    }

    public StoredSpan team(String value) {
        team = value;
        return this;
    }

    public StoredSpan project(String value) {
        project = value;
        return this;
    }

    public StoredSpan session(String value) {
        session = value;
        return this;
    }

    public StoredSpan reported(@Nullable String provider, @Nullable String model, long input, long output) {
        reported = new RecordedSpan.Reported(
                provider,
                model,
                input,
                output,
                JsonMapper.shared()
                        .readTree("{\"gen_ai.usage.input_tokens\":" + input + ",\"gen_ai.usage.output_tokens\":"
                                + output + "}"));
        return this;
    }

    public RecordedSpan item() {
        return new RecordedSpan(
                trace,
                id(id),
                parent == 0 ? null : id(parent),
                startedAt,
                startedAt.plusMillis(1500),
                duration,
                kind,
                null,
                name,
                status,
                null,
                new RecordedUsage.Origin(organization, team, project, null, "reviewer", null, "key-1", Map.of()),
                null,
                null,
                session,
                new RecordedSpan.Scope("test", "1.0"),
                reported);
    }

    /** An entry with these. */
    public static Recorded<RecordedSpan> batch(RecordedSpan... items) {
        return SpanRecorded.of(
                UUID.randomUUID().toString(),
                StoredUsage.NOON,
                items[0].origin().organizationId(),
                List.of(items));
    }
}
