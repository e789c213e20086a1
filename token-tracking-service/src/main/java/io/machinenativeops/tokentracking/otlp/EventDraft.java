package io.machinenativeops.tokentracking.otlp;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.platform.digest.Sha256;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A usage event that is made from telemetry. A dimension that is too long or not plain text is trimmed: the tokens it stands
 * for were spent all the same.
 */
public final class EventDraft {

    /** Characters of names and ids. */
    public static final int LONG = Texts.LONG;
    /** Characters of words with a fixed set of values. */
    public static final int SHORT = Texts.SHORT;

    private static final String NO_SERVICE_NAME = "unknown_service";
    private static final long LONGEST_CALL = TimeUnit.DAYS.toMillis(31);

    private static final BigDecimal MOST_DOLLARS = BigDecimal.TEN.pow(9);
    private static final int DIGITS = 40;

    private final ObjectNode event = JsonNodeFactory.instance.objectNode();

    /** Sets a field, unless the text is empty or null. */
    public EventDraft put(String field, @Nullable String text, int longest) {
        put(event, field, text, longest);
        return this;
    }

    /** Adds a tag, unless the text is empty or null. */
    public EventDraft tag(String key, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            put(event.withObjectProperty("tags"), key, text, LONG);
        }
        return this;
    }

    /** The prompt a call was made from, unless the name is empty or null. */
    EventDraft prompt(@Nullable String name, @Nullable String version) {
        if (name != null && !name.isEmpty()) {
            var prompt = event.putObject("prompt");
            put(prompt, "name", name, LONG);
            put(prompt, "version", version, SHORT);
        }
        return this;
    }

    /** The name of the resource's service; null where none was set. */
    public static @Nullable String service(Map<String, JsonNode> resource) {
        var service = Fact.SERVICE.text(resource);
        return service == null || service.startsWith(NO_SERVICE_NAME) ? null : service;
    }

    /**
     * The times of a call that is told at its end.
     *
     * @param endNanos since the epoch; 0 when unknown
     * @param took milliseconds; null when unknown
     */
    public EventDraft ended(long endNanos, @Nullable BigDecimal took) {
        long nanos = 0;
        if (took != null && took.signum() >= 0 && took.compareTo(BigDecimal.valueOf(LONGEST_CALL)) <= 0) {
            event.put("latencyMs", took);
            nanos = took.movePointRight(6).longValue();
        }
        if (endNanos > 0) {
            event.put(
                    "occurredAt",
                    Instant.ofEpochSecond(0, Math.max(1, endNanos - nanos)).toString());
        }
        return this;
    }

    /** What the sender says it cost, in US dollars; what can't be an amount is no cost. */
    public EventDraft cost(@Nullable BigDecimal dollars) {
        if (dollars != null && dollars.signum() >= 0 && isAmount(dollars)) {
            event.putObject("providerCost").put("amount", dollars).put("currency", "USD");
        }
        return this;
    }

    /** Looks at the exponent first: spelling out a huge one would take all memory. */
    private static boolean isAmount(BigDecimal dollars) {
        return Math.abs((long) dollars.precision() - dollars.scale()) <= DIGITS && dollars.compareTo(MOST_DOLLARS) <= 0;
    }

    /** What was used, and how it is to be read. */
    public EventDraft usage(ObjectNode usage, String dialect) {
        event.put("dialect", dialect).set("usage", usage);
        return this;
    }

    /** The event as it stands. */
    public ObjectNode event() {
        return event;
    }

    /**
     * The event as it stands, with an identity.
     *
     * @param fallbackId identifies it where it has no response id
     */
    public Candidate candidate(String fallbackId) {
        return new Candidate(event, fallbackId);
    }

    /** A short id of what identifies something: equal for equal parts only. */
    public static String id(String kind, List<String> parts) {
        var sha = Sha256.begun();
        for (var part : parts) {
            sha.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
        }
        return kind + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sha.digest(), 16));
    }

    private static void put(ObjectNode object, String field, @Nullable String text, int longest) {
        var kept = Texts.kept(text, longest);
        if (kept != null) {
            object.put(field, kept);
        }
    }
}
