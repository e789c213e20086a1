package io.machinenativeops.binder.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.machinenativeops.binder.contract.BinderContract;
import io.machinenativeops.binder.contract.Broker;
import io.machinenativeops.binder.contract.Capability;
import io.machinenativeops.binder.contract.ConsumerWish;
import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.stream.binder.Binder;
import org.springframework.cloud.stream.binder.BinderFactory;
import org.springframework.cloud.stream.binder.BinderHeaders;
import org.springframework.cloud.stream.binder.ConsumerProperties;
import org.springframework.cloud.stream.binder.ExtendedConsumerProperties;
import org.springframework.cloud.stream.binder.ExtendedProducerProperties;
import org.springframework.cloud.stream.binder.ProducerProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/** The contract on Redis Streams. Its server is its own, because it is restarted. */
class RedisStreamsBinderContractIT extends BinderContract {

    private static final EmbeddedRedis redis =
            EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.cloud.stream.redis-streams.binder.uri=" + redis.url())
                .run();
    }

    @AfterAll
    static void stop() {
        application.close();
        redis.close();
    }

    @Override
    protected Broker broker() {
        return new RedisBroker();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    private static final class RedisBroker implements Broker {

        @Override
        public Set<Capability> capabilities() {
            return EnumSet.allOf(Capability.class);
        }

        @Override
        @SuppressWarnings("unchecked") // the binder takes its own extended properties, which extend these
        public Binder<MessageChannel, ConsumerProperties, ProducerProperties> binder() {
            return (Binder<MessageChannel, ConsumerProperties, ProducerProperties>)
                    application.getBean(BinderFactory.class).getBinder("redis-streams", MessageChannel.class);
        }

        @Override
        public ConsumerProperties consumer(ConsumerWish wish, @Nullable String group) {
            var extension = new RedisStreamsConsumerProperties();
            extension.setAckMode(wish.manualAck() ? AckMode.MANUAL : AckMode.AUTO);
            extension.setBatchMaxEntries(wish.batchMax());
            extension.setClaimMinIdle(Duration.ofMillis(wish.redeliverAfterMillis()));
            extension.setClaimInterval(Duration.ofMillis(100));
            extension.setPollTimeout(Duration.ofMillis(200));
            extension.setShutdownTimeout(Duration.ofSeconds(1));
            extension.setPrefetch(4);
            extension.setTrimRetention(Duration.ofMillis(1));
            extension.setTrimInterval(Duration.ofMillis(100));
            var properties = new ExtendedConsumerProperties<>(extension);
            properties.setMaxAttempts(wish.maxAttempts());
            properties.setBackOffInitialInterval(wish.backOffMillis());
            properties.setConcurrency(wish.concurrency());
            properties.setBatchMode(wish.batch());
            properties.setPartitioned(wish.partition() >= 0);
            properties.setInstanceIndex(wish.partition());
            return properties;
        }

        @Override
        public ProducerProperties producer() {
            return new ExtendedProducerProperties<>(new RedisStreamsProducerProperties());
        }

        @Override
        @SuppressWarnings("unchecked")
        public List<Map<String, Object>> headersOfEach(Message<?> batch) {
            return (List<Map<String, Object>>) batch.getHeaders().getOrDefault(BinderHeaders.BATCH_HEADERS, List.of());
        }

        @Override
        public void acknowledge(Message<?> message) {
            if (message.getHeaders().get(RedisStreamsHeaders.ACKNOWLEDGMENT) instanceof Acknowledgment acknowledgment) {
                acknowledgment.acknowledge();
            } else {
                throw new IllegalStateException("no acknowledgment in " + message);
            }
        }

        @Override
        public List<Dead> deadLetters(String destination, String group) {
            return letters().list(destination, group, "", 100).stream()
                    .map(letter -> new Dead(
                            new String(letter.entry().payload(), StandardCharsets.UTF_8),
                            letter.entry().headers(),
                            letter.exception(),
                            letter.message(),
                            letter.stack()))
                    .toList();
        }

        @Override
        public void replay(String destination, String group) {
            var ids = letters().list(destination, group, "", 100).stream()
                    .map(letter -> letter.entry().id())
                    .toList();
            letters().replay(destination, group, ids);
        }

        @Override
        public String appendOnceHeader() {
            return RedisStreamsHeaders.APPEND_ONCE_ID;
        }

        @Override
        public double backlog(String destination, String group) {
            return gauge("redis.streams.lag", destination, group) + gauge("redis.streams.pending", destination, group);
        }

        @Override
        public long kept(String destination) {
            var operations = application.getBean(RedisStreamsOperations.class);
            var length = StreamScript.integer("return redis.call('XLEN', KEYS[1])");
            return Objects.requireNonNull(operations.eval(destination, length, List.of("")));
        }

        private static double gauge(String name, String destination, String group) {
            return application
                    .getBean(MeterRegistry.class)
                    .get(name)
                    .tags("destination", destination, "group", group)
                    .gauge()
                    .value();
        }

        @Override
        public void restart() {
            redis.kill();
            redis.restart();
        }

        @Override
        public Map<String, String> processProperties(String binding, ConsumerWish wish) {
            Map<String, String> properties = new HashMap<>();
            properties.put("spring.cloud.stream.redis-streams.binder.uri", redis.url());
            properties.put(
                    "spring.cloud.stream.redis-streams.bindings." + binding + ".consumer.claim-min-idle",
                    wish.redeliverAfterMillis() + "ms");
            return properties;
        }

        private static DeadLetters letters() {
            return application.getBean(DeadLetters.class);
        }
    }
}
