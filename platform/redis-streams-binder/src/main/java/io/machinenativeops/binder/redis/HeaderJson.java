package io.machinenativeops.binder.redis;

import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.springframework.cloud.stream.binder.BinderHeaders;
import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.messaging.MessageHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Headers of a message as one JSON object. Bytes are kept as Base64 under a marker; what JSON has no type for, as text. */
final class HeaderJson {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};
    private static final String BYTES = "$bytes";
    private static final byte[] NONE = {'{', '}'};

    /** Headers that belong to one process or to one delivery. */
    private static final Set<String> LOCAL = Set.of(
            MessageHeaders.ID,
            MessageHeaders.TIMESTAMP,
            MessageHeaders.REPLY_CHANNEL,
            MessageHeaders.ERROR_CHANNEL,
            IntegrationMessageHeaderAccessor.ACKNOWLEDGMENT_CALLBACK,
            IntegrationMessageHeaderAccessor.CLOSEABLE_RESOURCE,
            IntegrationMessageHeaderAccessor.DELIVERY_ATTEMPT,
            IntegrationMessageHeaderAccessor.SOURCE_DATA,
            BinderHeaders.NATIVE_HEADERS_PRESENT,
            BinderHeaders.BATCH_HEADERS,
            BinderHeaders.PARTITION_HEADER,
            BinderHeaders.PARTITION_OVERRIDE,
            BinderHeaders.TARGET_DESTINATION);

    private HeaderJson() {}

    static byte[] write(Map<String, Object> headers) {
        Map<String, Object> kept = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            if (!LOCAL.contains(name)
                    && !name.startsWith(RedisStreamsHeaders.PREFIX)
                    && !name.startsWith("spring.cloud.")) {
                kept.put(name, json(value));
            }
        });
        return kept.isEmpty() ? NONE : JSON.writeValueAsBytes(kept);
    }

    static Map<String, Object> read(byte[] json) {
        try {
            Map<String, Object> headers = new HashMap<>(JSON.readValue(json, OBJECT));
            headers.values().removeIf(value -> value == null);
            headers.replaceAll((name, value) -> plain(value));
            return headers;
        } catch (JacksonException e) {
            // Not ours, then. An entry that cannot be read must not stop the stream.
            return Map.of("h", StreamKeys.text(json));
        }
    }

    private static Object json(Object value) {
        return switch (value) {
            case String text -> text;
            case Number number -> number;
            case Boolean truth -> truth;
            case byte[] bytes -> Map.of(BYTES, Base64.getEncoder().encodeToString(bytes));
            default -> value.toString();
        };
    }

    private static Object plain(Object value) {
        return value instanceof Map<?, ?> map && map.size() == 1 && map.get(BYTES) instanceof String text
                ? Base64.getDecoder().decode(text)
                : value;
    }
}
