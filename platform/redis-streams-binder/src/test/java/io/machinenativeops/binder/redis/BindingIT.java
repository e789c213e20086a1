package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.cloud.stream.binding.BindingsLifecycleController;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.support.MessageBuilder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The binder in an application: functions, properties, metrics, health. */
class BindingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OURS = "spring.cloud.stream.redis-streams.";

    private final String destination = "binding-" + UUID.randomUUID();
    private final List<String> settings = new ArrayList<>();
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();
    private final StreamsClient client = new StreamsClient(EmbeddedStores.redisUrl());

    @BeforeEach
    void configure() {
        set(OURS + "binder.uri", EmbeddedStores.redisUrl());
        set("spring.cloud.stream.bindings.handle-in-0.destination", destination);
        set("spring.cloud.stream.bindings.handle-in-0.group", "g");
        set("spring.cloud.stream.bindings.handle-in-0.consumer.max-attempts", "1");
        set(OURS + "default.consumer.claim-min-idle", "300ms");
        set(OURS + "default.consumer.claim-interval", "50ms");
        set(OURS + "default.consumer.trim-interval", "100ms");
        set(OURS + "default.consumer.poll-timeout", "200ms");
        set(OURS + "default.consumer.shutdown-timeout", "2s");
    }

    @AfterEach
    void end() {
        running.reversed().forEach(ConfigurableApplicationContext::close);
        client.close();
    }

    @Test
    void connectsFunctionsAndCountsWhatTheyGet() {
        set("spring.cloud.function.definition", "handle;shout");
        set("spring.cloud.stream.bindings.shout-in-0.destination", destination);
        set("spring.cloud.stream.bindings.shout-in-0.group", "shouters");
        set("spring.cloud.stream.bindings.shout-out-0.destination", destination + ".loud");
        var application = start(_ -> {});
        var bridge = application.getBean(StreamBridge.class);

        bridge.send(destination, MessageBuilder.withPayload("hello").build());

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(client.payloads(destination + ".loud")).containsExactly("HELLO"));
        var meters = application.getBean(MeterRegistry.class);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(counted(meters, "redis.streams.read")).isEqualTo(1);
            assertThat(counted(meters, "redis.streams.acked")).isEqualTo(1);
        });
        assertThat(meters.get("redis.streams.append")
                        .tags("destination", destination, "kind", "plain", "outcome", "ok")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(status(application)).isEqualTo(Status.UP);
    }

    @Test
    void carriesTheTraceFromSenderToHandler() {
        var application = start(_ -> {});

        application.getBean(StreamBridge.class).send(destination, "a".getBytes(UTF_8));

        var traces = application.getBean(Traces.class).received();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(traces).contains("00-of-" + destination));
    }

    @Test
    void measuresLagAndPending() {
        set(OURS + "bindings.handle-in-0.consumer.ack-mode", "manual");
        set(OURS + "bindings.handle-in-0.consumer.max-in-flight", "2");
        set(OURS + "bindings.handle-in-0.consumer.prefetch", "1");
        for (int i = 0; i < 5; i++) {
            client.append(destination, "open");
        }

        var meters = start(_ -> {}).getBean(MeterRegistry.class);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(gauge(meters, "redis.streams.pending")).isEqualTo(2);
            assertThat(gauge(meters, "redis.streams.lag")).isEqualTo(3);
        });
    }

    @Test
    void settlesEntriesOfABatchOneByOne() {
        set("spring.cloud.stream.bindings.handle-in-0.consumer.batch-mode", "true");
        set(OURS + "bindings.handle-in-0.consumer.ack-mode", "manual");
        set(OURS + "bindings.handle-in-0.consumer.batch-linger", "300ms");
        List<List<String>> batches = new CopyOnWriteArrayList<>();
        Consumer<Message<?>> handler = message -> {
            @SuppressWarnings("unchecked") // the constant's Javadoc says so
            var ids = (List<String>) message.getHeaders().getOrDefault(RedisStreamsHeaders.ENTRY_IDS, List.of());
            batches.add(ids);
            var acknowledgment = message.getHeaders().get(RedisStreamsHeaders.ACKNOWLEDGMENT, Acknowledgment.class);
            if (acknowledgment != null && ids.size() == 3) {
                acknowledgment.acknowledge(ids.subList(0, 1));
                acknowledgment.deadLetter(ids.subList(1, 2), new IllegalStateException("bad row"));
                acknowledgment.release();
            } else if (acknowledgment != null) {
                acknowledgment.acknowledge();
            }
        };
        List<String> sent = List.of(
                client.append(destination, "a"), client.append(destination, "b"), client.append(destination, "c"));

        start(handler);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(batches).containsExactly(sent, List.of(sent.get(2))));
        assertThat(client.deadLetters.list(destination, "g", "", 10))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.originId()).isEqualTo(sent.get(1));
                    assertThat(letter.message()).isEqualTo("bad row");
                });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.streams.pending(destination, "g", sent))
                        .isEmpty());
    }

    @Test
    void handsOnTheFirstEntryAtOnceAndGathersThoseThatFollow() {
        set("spring.cloud.stream.bindings.handle-in-0.consumer.batch-mode", "true");
        set(OURS + "bindings.handle-in-0.consumer.batch-interval", "3s");
        List<List<String>> batches = new CopyOnWriteArrayList<>();
        Consumer<Message<?>> handler = message -> {
            @SuppressWarnings("unchecked") // the constant's Javadoc says so
            var ids = (List<String>) message.getHeaders().getOrDefault(RedisStreamsHeaders.ENTRY_IDS, List.of());
            batches.add(ids);
        };
        start(handler);

        var first = client.append(destination, "a");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(batches).containsExactly(List.of(first)));
        var second = client.append(destination, "b");
        var third = client.append(destination, "c");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(batches).containsExactly(List.of(first), List.of(second, third)));
    }

    @Test
    void keepsBatchesWithinTheirBytes() {
        set("spring.cloud.stream.bindings.handle-in-0.consumer.batch-mode", "true");
        set(OURS + "bindings.handle-in-0.consumer.batch-max-bytes", "25KB");
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        for (int size : new int[] {10_000, 10_000, 10_000, 40_000, 10_000}) {
            client.append(destination, "x".repeat(size));
        }

        start(message -> sizes.add(((List<?>) message.getPayload())
                .stream().mapToInt(payload -> ((byte[]) payload).length).sum()));

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(80_000));
        assertThat(sizes).allMatch(size -> size <= 25 * 1024 || size == 40_000);
    }

    @Test
    void givesUpEntriesWhoseConsumersCrashTooOften() {
        set(OURS + "bindings.handle-in-0.consumer.max-deliveries", "2");
        var crashing = client.group(destination, "g", "crashing");
        String id = client.append(destination, "kills");
        crashing.create(StartOffset.EARLIEST);
        crashing.read(client.connections.shared(), 1, Duration.ofMillis(1));
        crashing.claimOwn(ConsumerGroup.START, 1);
        List<String> handled = new CopyOnWriteArrayList<>();

        var meters = start(message -> handled.add(text(message))).getBean(MeterRegistry.class);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.deadLetters.list(destination, "g", "", 10))
                        .singleElement()
                        .satisfies(letter -> {
                            assertThat(letter.originId()).isEqualTo(id);
                            assertThat(letter.exception()).isEqualTo(GivenUpException.class.getName());
                            assertThat(letter.message())
                                    .isEqualTo("delivered 2 times without being acknowledged: expected at most 2");
                        }));
        assertThat(handled).isEmpty();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(counted(meters, "redis.streams.claimed")).isEqualTo(1);
            assertThat(counted(meters, "redis.streams.dead.lettered")).isEqualTo(1);
        });
    }

    @Test
    void deliversForEverWhatItMayNotDeadLetter() {
        set(OURS + "bindings.handle-in-0.consumer.enable-dlq", "false");
        set(OURS + "bindings.handle-in-0.consumer.max-deliveries", "2");
        List<Long> deliveries = new CopyOnWriteArrayList<>();
        client.append(destination, "a");

        start(message -> {
            deliveries.add(message.getHeaders().get(RedisStreamsHeaders.DELIVERY_COUNT, Long.class));
            if (deliveries.size() < 4) {
                throw new IllegalStateException("not yet");
            }
        });

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(deliveries).containsExactly(1L, 2L, 3L, 4L));
        assertThat(client.deadLetters.count(destination, "g")).isZero();
    }

    @Test
    void takesUpTheWorkOfItsOwnNameAtOnce() {
        set(OURS + "bindings.handle-in-0.consumer.consumer-name", "writer");
        set(OURS + "bindings.handle-in-0.consumer.claim-min-idle", "1h");
        var earlier = client.group(destination, "g", "writer");
        client.append(destination, "left");
        earlier.create(StartOffset.EARLIEST);
        earlier.read(client.connections.shared(), 1, Duration.ofMillis(1));
        List<String> handled = new CopyOnWriteArrayList<>();

        start(message -> handled.add(text(message)));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(handled).containsExactly("left"));
    }

    @Test
    void aStoppedConsumerLeavesItsGroupAndAnAnonymousOneTakesItAlong() {
        set("spring.cloud.function.definition", "handle;shout");
        set("spring.cloud.stream.bindings.shout-in-0.destination", destination);
        set("spring.cloud.stream.bindings.shout-out-0.destination", destination + ".loud");
        var application = start(_ -> {});
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        client.raw().xinfoGroups(client.stream(destination)).size() == 2);

        application.close();

        assertThat(client.raw().xinfoGroups(client.stream(destination))).hasSize(1);
        assertThat(client.raw().xinfoConsumers(client.stream(destination), "g".getBytes(UTF_8)))
                .isEmpty();
    }

    @Test
    void makesItsGroupAgainWhenTheStreamVanished() {
        List<String> handled = new CopyOnWriteArrayList<>();
        start(message -> handled.add(text(message)));
        client.append(destination, "before");
        await().atMost(PATIENCE).until(() -> handled.contains("before"));

        client.raw().del(client.stream(destination));
        client.append(destination, "after");

        await().atMost(PATIENCE).until(() -> handled.contains("after"));
    }

    @Test
    void pausesAndGoesOn() {
        List<String> handled = new CopyOnWriteArrayList<>();
        var bindings = start(message -> handled.add(text(message))).getBean(BindingsLifecycleController.class);
        bindings.changeState("handle-in-0", BindingsLifecycleController.State.PAUSED);
        // A read that had begun may still bring one in.
        client.append(destination, "a");
        client.append(destination, "b");
        await().during(Duration.ofMillis(400)).atMost(PATIENCE).until(() -> !handled.contains("b"));

        bindings.changeState("handle-in-0", BindingsLifecycleController.State.RESUMED);

        await().atMost(PATIENCE).until(() -> handled.contains("b"));
    }

    @Test
    void trimsWhatAllGroupsAreDoneWith() {
        set(OURS + "bindings.handle-in-0.consumer.trim-retention", "1ms");
        for (int i = 0; i < 300; i++) {
            client.append(destination, "x");
        }

        var meters = start(_ -> {}).getBean(MeterRegistry.class);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.length(destination)).isLessThan(100));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(counted(meters, "redis.streams.trimmed")).isGreaterThan(200));
    }

    @Test
    void startsWithoutAServerAndWorksWhenItComes() {
        var redis = EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
        redis.stop();
        try (redis) {
            set(OURS + "binder.uri", redis.url());
            List<String> handled = new CopyOnWriteArrayList<>();
            var application = start(message -> handled.add(text(message)));
            assertThat(status(application)).isEqualTo(Status.DOWN);

            redis.restart();
            await().atMost(PATIENCE).until(() -> status(application).equals(Status.UP));
            application.getBean(StreamBridge.class).send(destination, "a".getBytes(UTF_8));

            await().atMost(PATIENCE).until(() -> handled.contains("a"));
            application.close();
        }
    }

    @Test
    void sendsWithoutWaitingAndTellsFailuresToTheErrorChannel() {
        String out = destination + ".out";
        set("spring.cloud.stream.bindings.fast.destination", out);
        set(OURS + "bindings.fast.producer.sync", "false");
        set(OURS + "bindings.fast.producer.max-in-flight", "10");
        set("spring.cloud.stream.bindings.fast.producer.error-channel-enabled", "true");
        var application = start(_ -> {});
        List<Message<?>> errors = application.getBean(Probe.class).errors;
        var bridge = application.getBean(StreamBridge.class);
        for (int i = 0; i < 100; i++) {
            bridge.send("fast", "x".getBytes(UTF_8));
        }
        await().atMost(PATIENCE).until(() -> client.length(out) == 100);

        client.raw().del(client.stream(out));
        client.raw().set(client.stream(out), new byte[0]);
        bridge.send("fast", "refused".getBytes(UTF_8));

        await().atMost(PATIENCE).until(() -> errors.size() == 1);
        assertThat(errors.getFirst().getPayload()).isInstanceOf(MessageHandlingException.class);
    }

    @Test
    void refusesWhatTheStreamHasNoRoomFor() {
        String out = destination + ".out";
        set("spring.cloud.stream.bindings.bounded.destination", out);
        set(OURS + "bindings.bounded.producer.max-length", "2");
        var bridge = start(_ -> {}).getBean(StreamBridge.class);
        bridge.send("bounded", "a".getBytes(UTF_8));
        bridge.send("bounded", "b".getBytes(UTF_8));

        assertThatExceptionOfType(MessagingException.class)
                .isThrownBy(() -> bridge.send("bounded", "c".getBytes(UTF_8)))
                .withCauseInstanceOf(StreamFullException.class);
        assertThat(client.payloads(out)).containsExactly("a", "b");
    }

    @Test
    void refusesAnIdThatWasAppendedWithAnotherPayload() {
        var bridge = start(_ -> {}).getBean(StreamBridge.class);
        Function<String, Message<?>> message = payload -> MessageBuilder.withPayload(payload.getBytes(UTF_8))
                .setHeader(RedisStreamsHeaders.APPEND_ONCE_ID, "1")
                .build();
        String out = destination + ".out";
        bridge.send(out, message.apply("a"));
        bridge.send(out, message.apply("a"));

        assertThatExceptionOfType(MessagingException.class)
                .isThrownBy(() -> bridge.send(out, message.apply("b")))
                .withMessageContaining("id '1' was appended to " + out + " before with another payload");
        assertThat(client.payloads(out)).containsExactly("a");
    }

    @Test
    void readsEntriesThatSomethingElseWrote() {
        List<Message<?>> messages = new CopyOnWriteArrayList<>();
        client.raw().xadd(client.stream(destination), Map.of("name".getBytes(UTF_8), "value".getBytes(UTF_8)));
        client.raw().xadd(client.stream(destination), Map.of("h".getBytes(UTF_8), "no json".getBytes(UTF_8)));

        start(messages::add);

        await().atMost(PATIENCE).until(() -> messages.size() == 2);
        assertThat(messages.get(0).getHeaders()).containsEntry("name", "value");
        assertThat(messages.get(1).getHeaders()).containsEntry("h", "no json");
    }

    private ConfigurableApplicationContext start(Consumer<Message<?>> handler) {
        if (settings.stream().noneMatch(setting -> setting.startsWith("spring.cloud.function.definition"))) {
            set("spring.cloud.function.definition", "handle");
        }
        var application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .initializers(context -> context.getBeanFactory()
                        .registerSingleton("probe", new Probe(handler, new CopyOnWriteArrayList<>())))
                .properties(settings.toArray(String[]::new))
                .run();
        running.add(application);
        return application;
    }

    private void set(String name, String value) {
        settings.add(name + "=" + value);
    }

    private double counted(MeterRegistry meters, String name) {
        return meters.get(name)
                .tags("destination", destination, "group", "g")
                .counter()
                .count();
    }

    private double gauge(MeterRegistry meters, String name) {
        return meters.get(name)
                .tags("destination", destination, "group", "g")
                .gauge()
                .value();
    }

    private static Status status(ConfigurableApplicationContext application) {
        return Objects.requireNonNull(
                        application.getBean(RedisStreamsHealthIndicator.class).health())
                .getStatus();
    }

    private static String text(Message<?> message) {
        return new String((byte[]) message.getPayload(), UTF_8);
    }

    /** What the test put into the application. */
    record Probe(Consumer<Message<?>> handler, List<Message<?>> errors) {}

    /** Does what a tracer does at both ends: sends the trace's id, and looks for it. */
    record Traces(List<String> received) implements ObservationHandler<Observation.Context> {

        @Override
        public void onStart(Observation.Context context) {
            if (context instanceof SenderContext<?> sender) {
                send(sender);
            } else if (context instanceof ReceiverContext<?> receiver) {
                receive(receiver);
            }
        }

        private static <C> void send(SenderContext<C> context) {
            var destination = context.getLowCardinalityKeyValue("destination");
            if (destination != null) {
                context.getSetter().set(context.getCarrier(), "traceparent", "00-of-" + destination.getValue());
            }
        }

        private <C> void receive(ReceiverContext<C> context) {
            var trace = context.getGetter().get(Objects.requireNonNull(context.getCarrier()), "traceparent");
            if (trace != null) {
                received.add(trace);
            }
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Traces traces() {
            return new Traces(new CopyOnWriteArrayList<>());
        }

        @Bean
        ObservationRegistry observations(Traces traces) {
            var registry = ObservationRegistry.create();
            registry.observationConfig().observationHandler(traces);
            return registry;
        }

        @Bean
        Consumer<Message<Object>> handle(Probe probe) {
            return probe.handler()::accept;
        }

        @Bean
        Function<String, String> shout() {
            return text -> text.toUpperCase(java.util.Locale.ROOT);
        }

        @org.springframework.integration.annotation.ServiceActivator(inputChannel = "errorChannel")
        @Bean
        org.springframework.messaging.MessageHandler failures(Probe probe) {
            return probe.errors()::add;
        }
    }
}
