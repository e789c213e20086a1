package io.machinenativeops.binder.contract;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.stream.binder.Binder;
import org.springframework.cloud.stream.binder.ConsumerProperties;
import org.springframework.cloud.stream.binder.ProducerProperties;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/** A binder under test, with the broker behind it. */
public interface Broker {

    Set<Capability> capabilities();

    Binder<MessageChannel, ConsumerProperties, ProducerProperties> binder();

    /**
     * Properties of a consumer.
     *
     * @param group null for an anonymous one
     */
    ConsumerProperties consumer(ConsumerWish wish, @Nullable String group);

    ProducerProperties producer();

    /** The headers of each message of a batch, in order. */
    List<Map<String, Object>> headersOfEach(Message<?> batch);

    /** Settles a message that was delivered for acknowledgement by hand. */
    void acknowledge(Message<?> message);

    /** What the group could not handle, oldest first. */
    List<Dead> deadLetters(String destination, String group);

    /** Sends all dead letters of the group back to it. */
    void replay(String destination, String group);

    /** Header under which a sent message carries the id that is appended once. */
    String appendOnceHeader();

    /** How many messages a group has still to handle, as the binder's metrics say. */
    double backlog(String destination, String group);

    /** How many messages the broker keeps. */
    long kept(String destination);

    /** Stops the broker hard and starts it again with its data. */
    void restart();

    /** Spring properties with which another process reaches the broker and consumes as {@link #consumer} would. */
    Map<String, String> processProperties(String binding, ConsumerWish wish);

    /**
     * A dead letter.
     *
     * @param exception class of its cause
     * @param message of its cause
     * @param stack of its cause
     */
    record Dead(String payload, Map<String, Object> headers, String exception, String message, String stack) {}
}
