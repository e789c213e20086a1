package io.machinenativeops.tokentracking.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One model call: normalised, priced and signed. An item of {@link UsageRecorded}, and the row that is stored.
 *
 * <p>Items are sums, not states: a correction or a new price is the old item with sign -1 and the new one with sign +1 under
 * the same event id and the next revision.
 *
 * @param eventId unique in the organisation
 * @param fingerprint of the content as it was sent, by which a resend is told from a conflict
 * @param revision 1 for an event as first sent
 * @param sign +1 adds the item, -1 takes it back
 * @param occurredAt start of the call, to the millisecond
 * @param receivedAt when this service took it, to the millisecond
 * @param flags what was odd in counting or pricing, such as {@code usage_inconsistent} or {@code unpriced}; sorted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordedUsage(
        String eventId,
        String fingerprint,
        int revision,
        int sign,
        Instant occurredAt,
        Instant receivedAt,
        Origin origin,
        Call call,
        Trace trace,
        Usage usage,
        Cost cost,
        List<String> flags) {

    public RecordedUsage {
        if (eventId.isEmpty() || revision < 1 || (sign != 1 && sign != -1)) {
            throw new IllegalArgumentException("event '" + eventId + "' has revision " + revision + " and sign " + sign
                    + ": expected an id, a revision from 1 and a sign of 1 or -1");
        }
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MILLIS);
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MILLIS);
        flags = flags.size() < 2
                ? List.copyOf(flags)
                : flags.stream().sorted().distinct().toList();
    }

    /**
     * Who spent.
     *
     * @param apiKeyId the key the sender used
     * @param tags free dimensions of the sender, sorted by key
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Origin(
            String organizationId,
            @Nullable String teamId,
            @Nullable String projectId,
            @Nullable String environment,
            @Nullable String agent,
            @Nullable String user,
            @Nullable String apiKeyId,
            Map<String, String> tags) {

        public Origin {
            tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        }
    }

    /**
     * What was called, and how it went.
     *
     * @param provider its one name ({@code gen_ai.provider.name} of OpenTelemetry where that has one)
     * @param model the model it is priced by, as sent: the response's where it is known
     * @param requestModel the model that was asked for, where it differs
     * @param status {@code ok}, {@code error} or {@code cancelled}
     * @param serviceTier the tier that counts, as sent: the response's, else the event's
     * @param region place of inference, where the sender or the response names one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Call(
            String provider,
            String model,
            @Nullable String requestModel,
            @Nullable String operation,
            String status,
            @Nullable String errorType,
            @Nullable String serviceTier,
            @Nullable String region,
            @Nullable String responseId,
            @Nullable String promptName,
            @Nullable String promptVersion,
            @Nullable Long latencyMs,
            @Nullable Long timeToFirstTokenMs) {}

    /** Where the call stands in its session and trace. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Trace(
            @Nullable String sessionId,
            @Nullable String traceId,
            @Nullable String spanId,
            @Nullable String parentSpanId) {}

    /**
     * What was used.
     *
     * @param status {@code final}, {@code partial} or {@code estimated}
     * @param dialect how the provider's object was read
     * @param buckets from the key of a unit to its quantity, without zeros; token buckets never overlap
     * @param promptTotal tokens that count towards a prompt-size threshold
     * @param providerTotal the provider's own total, where it sent one
     * @param inputTokens cached ones included
     * @param outputTokens reasoning included
     * @param raw the provider's usage object as it came
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Usage(
            String status,
            String dialect,
            Map<String, BigDecimal> buckets,
            long promptTotal,
            @Nullable Long providerTotal,
            long inputTokens,
            long cacheReadTokens,
            long cacheWriteTokens,
            long outputTokens,
            long reasoningTokens,
            JsonNode raw) {

        public Usage {
            var stripped = new LinkedHashMap<String, BigDecimal>();
            buckets.forEach((unit, quantity) -> stripped.put(unit, quantity.stripTrailingZeros()));
            buckets = Collections.unmodifiableMap(stripped);
        }
    }

    /**
     * What it cost.
     *
     * @param amount null when the call is unpriced, which is never the same as 0
     * @param currency ISO 4217 code
     * @param priceVersion of the price row that was used
     * @param reported what a provider or proxy said it cost; never added to {@code amount}
     * @param reservationId the reservation that this event settles
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cost(
            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal amount,

            String currency,
            @Nullable String priceVersion,
            @Nullable Money reported,
            @Nullable String reservationId) {

        public Cost {
            amount = amount == null ? null : amount.stripTrailingZeros();
        }
    }

    /** An amount of money; in JSON a decimal string without exponent. */
    public record Money(
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount, String currency) {

        public Money {
            amount = amount.stripTrailingZeros();
        }
    }
}
