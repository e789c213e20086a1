package io.machinenativeops.tokentracking.otlp.log;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.tokentracking.otlp.Attributes;
import io.machinenativeops.tokentracking.otlp.Fact;
import io.machinenativeops.tokentracking.otlp.Span;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What is read of a log record.
 *
 * @param names under which the event goes: the record's own name, a short body, and the attribute {@code event.name}
 * @param scope name of the instrumentation scope; empty when none was sent
 * @param nanos when it happened, else when it was observed; 0 when unknown
 * @param traceId 32 hexadecimal digits, lower case; empty when it was not sent
 * @param spanId 16 hexadecimal digits, lower case; empty when it was not sent
 * @param attributes those that are {@linkplain #reads read}, in the order sent
 * @param resource the same of the resource
 */
record LogEvent(
        Set<String> names,
        String scope,
        long nanos,
        String traceId,
        String spanId,
        Map<String, JsonNode> attributes,
        Map<String, JsonNode> resource) {

    /** Bodies that are longer are no name of an event, and are not kept. */
    static final int LONGEST_NAME = 128;

    private static final int LONGEST_NUMBER = 40;
    /** Attributes that Claude Code and Codex give to their events. */
    private static final Set<String> OWN = Set.of(
            "event.name",
            "event.kind",
            "event.timestamp",
            "event.sequence",
            "model",
            "cost_usd",
            "duration_ms",
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_creation_tokens",
            "request_id",
            "speed",
            "status_code",
            "query_source",
            "effort",
            "skill.name",
            "agent.name",
            "user.email",
            "user.account_uuid",
            "user.account_id",
            "conversation.id",
            "input_token_count",
            "output_token_count",
            "cached_token_count",
            "reasoning_token_count");

    /** Whether anything reads an attribute; all others, such as prompts, are never kept. */
    static boolean reads(String attribute) {
        return OWN.contains(attribute) || Span.reads(attribute);
    }

    boolean isNamed(String name) {
        return names.contains(name);
    }

    /** The first of these attributes that is a text, a number or a boolean, as text. */
    @Nullable
    String text(String... anyOf) {
        for (var name : anyOf) {
            var text = Attributes.text(attributes.get(name));
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** A fact of the event, else of its resource. */
    @Nullable
    String text(Fact fact) {
        var own = fact.text(attributes);
        return own == null ? fact.text(resource) : own;
    }

    /** A number, which emitters also send as text; null when it is missing or neither. */
    @Nullable
    BigDecimal number(String name) {
        var value = attributes.get(name);
        if (value == null || value.isContainer()) {
            return null;
        }
        var text = value.asString().strip();
        try {
            return text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** A count as it goes into a usage object: a number where it is one, else as it was sent; null when it is missing. */
    @Nullable
    JsonNode count(String name) {
        var number = number(name);
        return number == null ? attributes.get(name) : JsonNodeFactory.instance.numberNode(number);
    }
}
