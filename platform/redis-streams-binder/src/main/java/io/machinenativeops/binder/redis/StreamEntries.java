package io.machinenativeops.binder.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.lettuce.core.StreamMessage;
import org.jspecify.annotations.Nullable;

/**
 * How a message lies in a stream's entry: field {@code p} holds its payload, {@code h} its headers as JSON, {@code t} the only
 * group it is for. An entry that something else wrote has other fields: they become headers.
 */
final class StreamEntries {

    static final byte[] PAYLOAD = {'p'};
    static final byte[] HEADERS = {'h'};

    private static final byte[] EMPTY = {};

    private StreamEntries() {}

    static StreamEntry entry(StreamMessage<byte[], byte[]> message) {
        return delivery(message, 1).entry();
    }

    static Delivery delivery(StreamMessage<byte[], byte[]> message, long deliveries) {
        var fields = new Fields();
        message.getBody().forEach(fields::add);
        return fields.delivery(message.getId(), deliveries);
    }

    /** From the reply of a script: id, deliveries, and a list of names and values. */
    static Delivery delivery(List<?> reply) {
        var fields = new Fields();
        List<?> namesAndValues = (List<?>) reply.get(2);
        for (int i = 0; i + 1 < namesAndValues.size(); i += 2) {
            fields.add((byte[]) namesAndValues.get(i), (byte[]) namesAndValues.get(i + 1));
        }
        return fields.delivery(StreamKeys.text((byte[]) reply.get(0)), (Long) reply.get(1));
    }

    private static final class Fields {

        private final Map<String, Object> headers = new LinkedHashMap<>();
        private byte[] payload = EMPTY;
        private @Nullable String target;

        void add(byte[] name, byte[] value) {
            switch (StreamKeys.text(name)) {
                case "p" -> payload = value;
                case "h" -> headers.putAll(HeaderJson.read(value));
                case "t" -> target = StreamKeys.text(value);
                case String other -> headers.put(other, StreamKeys.text(value));
            }
        }

        Delivery delivery(String id, long deliveries) {
            return new Delivery(new StreamEntry(id, payload, headers), deliveries, target);
        }
    }
}
