package io.machinenativeops.binder.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.stream.binder.BinderHeaders;
import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Builds the messages the application is given.
 *
 * @param entries settles them, null where the binder acknowledges by itself
 * @param readHeaders whether the sender's headers are passed on
 */
record InboundMessages(ConsumerGroup group, @Nullable DeliveredEntries entries, boolean readHeaders) {

    Message<byte[]> single(Delivery delivery) {
        Map<String, Object> headers = own(delivery);
        headers.put(RedisStreamsHeaders.ENTRY_IDS, List.of(delivery.id()));
        headers.putAll(ofBinder());
        return MessageBuilder.withPayload(delivery.entry().payload())
                .copyHeaders(headers)
                .build();
    }

    Message<List<byte[]>> batch(List<Delivery> deliveries) {
        List<byte[]> payloads = new ArrayList<>(deliveries.size());
        List<Map<String, Object>> each = new ArrayList<>(deliveries.size());
        List<String> ids = new ArrayList<>(deliveries.size());
        long most = 0;
        for (Delivery delivery : deliveries) {
            payloads.add(delivery.entry().payload());
            each.add(own(delivery));
            ids.add(delivery.id());
            most = Math.max(most, delivery.deliveries());
        }
        return MessageBuilder.withPayload(payloads)
                .copyHeaders(ofBinder())
                .setHeader(BinderHeaders.BATCH_HEADERS, each)
                .setHeader(RedisStreamsHeaders.ENTRY_IDS, List.copyOf(ids))
                .setHeader(RedisStreamsHeaders.DELIVERY_COUNT, most)
                .build();
    }

    private Map<String, Object> own(Delivery delivery) {
        Map<String, Object> headers = new HashMap<>();
        if (readHeaders) {
            headers.putAll(delivery.entry().headers());
        }
        headers.put(RedisStreamsHeaders.ENTRY_ID, delivery.id());
        headers.put(RedisStreamsHeaders.DELIVERY_COUNT, delivery.deliveries());
        return headers;
    }

    private Map<String, Object> ofBinder() {
        Map<String, Object> headers = new HashMap<>();
        headers.put(BinderHeaders.NATIVE_HEADERS_PRESENT, true);
        headers.put(RedisStreamsHeaders.STREAM, group.stream());
        headers.put(RedisStreamsHeaders.GROUP, group.group());
        headers.put(RedisStreamsHeaders.CONSUMER, group.consumer());
        if (entries != null) {
            headers.put(RedisStreamsHeaders.ACKNOWLEDGMENT, entries);
            headers.put(IntegrationMessageHeaderAccessor.ACKNOWLEDGMENT_CALLBACK, entries);
        }
        return headers;
    }
}
