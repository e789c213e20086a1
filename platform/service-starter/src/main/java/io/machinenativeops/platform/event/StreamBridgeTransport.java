package io.machinenativeops.platform.event;

import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;

/** Sends through Spring Cloud Stream, whichever binder the service has. */
final class StreamBridgeTransport implements EventTransport {

    private final StreamBridge bridge;

    StreamBridgeTransport(StreamBridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public void send(String stream, String subject, byte[] cloudEvent) {
        var message = MessageBuilder.withPayload(cloudEvent)
                // Not application/cloudevents+json: Spring Cloud Function would take the envelope apart.
                .setHeader(MessageHeaders.CONTENT_TYPE, "application/json")
                .build();
        if (!bridge.send(stream, message)) {
            throw new IllegalStateException("the stream " + stream + " did not take an event");
        }
    }
}
