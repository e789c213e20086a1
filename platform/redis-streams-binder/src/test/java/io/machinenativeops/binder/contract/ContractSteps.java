package io.machinenativeops.binder.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.springframework.cloud.stream.binder.Binding;
import org.springframework.cloud.stream.binder.ProducerProperties;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.MessageBuilder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the tests of the contract do over and over: bind, send, wait. */
abstract class ContractSteps {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    final String destination = "contract." + UUID.randomUUID();
    private final List<Binding<MessageChannel>> bindings = new ArrayList<>();

    protected abstract Broker broker();

    final void needs(Capability capability) {
        assumeTrue(broker().capabilities().contains(capability), () -> "this broker lacks " + capability);
    }

    @AfterEach
    void unbind() {
        bindings.reversed().forEach(Binding::unbind);
    }

    final Map<String, String> processProperties(ConsumerWish wish) {
        Map<String, String> properties = new HashMap<>(broker().processProperties("doomed-in-0", wish));
        properties.put("spring.main.web-application-type", "none");
        properties.put("spring.main.keep-alive", "true");
        properties.put("spring.cloud.function.definition", "doomed");
        properties.put("spring.cloud.stream.bindings.doomed-in-0.destination", destination);
        properties.put("spring.cloud.stream.bindings.doomed-in-0.group", "g");
        return properties;
    }

    final List<String> senders(Message<?> batch) {
        return broker().headersOfEach(batch).stream()
                .map(headers -> String.valueOf(headers.get("of")))
                .toList();
    }

    static Consumer<Message<?>> failingOn(String text) {
        return message -> {
            if (Inbox.texts(message).contains(text)) {
                throw new IllegalStateException("cannot handle " + text);
            }
        };
    }

    final Inbox consume(@Nullable String group, ConsumerWish wish, Consumer<Message<?>> behaviour) {
        var inbox = new Inbox(behaviour);
        var channel = channel("in");
        channel.subscribe(inbox);
        var properties = broker().consumer(wish, group);
        properties.populateBindingName(channel.getComponentName());
        bindings.add(broker().binder().bindConsumer(destination, group, channel, properties));
        return inbox;
    }

    final MessageChannel producer() {
        return producer(broker().producer());
    }

    final MessageChannel producer(ProducerProperties properties) {
        var channel = channel("out");
        properties.populateBindingName(channel.getComponentName());
        bindings.add(broker().binder().bindProducer(destination, channel, properties));
        return channel;
    }

    final DirectChannel channel(String kind) {
        var channel = new DirectChannel();
        channel.setBeanName(kind + "-" + UUID.randomUUID());
        return channel;
    }

    final void send(String... texts) {
        send(producer(), texts);
    }

    static void send(MessageChannel producer, String... texts) {
        for (String text : texts) {
            producer.send(MessageBuilder.withPayload(text.getBytes(UTF_8)).build());
        }
    }

    final void unbindLast() {
        for (int i = bindings.size() - 1; i >= 0; i--) {
            if (bindings.get(i).isInput()) {
                bindings.remove(i).unbind();
                return;
            }
        }
    }

    static void received(Inbox inbox, String... texts) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(inbox.texts()).containsExactly(texts));
    }

    static List<String> both(Inbox one, Inbox two) {
        List<String> texts = new ArrayList<>(one.texts());
        texts.addAll(two.texts());
        return texts;
    }

    static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
    }

    static boolean opened(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
