package io.machinenativeops.binder.redis;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

import io.lettuce.core.StreamMessage;

/** How a message lies in a stream's entry: field {@code p} holds its payload, field {@code h} its headers as JSON. */
final class StreamEntries {

    static final byte[] PAYLOAD = {'p'};
    static final byte[] HEADERS = {'h'};

    private static final byte[] EMPTY = {};

    private StreamEntries() {}

    static StreamEntry entry(StreamMessage<byte[], byte[]> message) {
        byte[] payload = EMPTY;
        Map<String, Object> headers = Map.of();
        Map<String, Object> foreign = new LinkedHashMap<>();
        for (var field : message.getBody().entrySet()) {
            ByteBuffer name = ByteBuffer.wrap(field.getKey());
            if (name.equals(ByteBuffer.wrap(PAYLOAD))) {
                payload = field.getValue();
            } else if (name.equals(ByteBuffer.wrap(HEADERS))) {
                headers = HeaderJson.read(field.getValue());
            } else {
                foreign.put(StreamKeys.text(field.getKey()), StreamKeys.text(field.getValue()));
            }
        }
        if (foreign.isEmpty()) {
            return new StreamEntry(message.getId(), payload, headers);
        }
        // Written by something else than this binder: its fields are all we know, so they go along as headers.
        foreign.putAll(headers);
        return new StreamEntry(message.getId(), payload, foreign);
    }
}
