package io.machinenativeops.binder.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.machinenativeops.binder.contract.Broker;
import io.machinenativeops.binder.contract.Capability;
import io.machinenativeops.binder.contract.ConsumerWish;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.stream.binder.Binder;
import org.springframework.cloud.stream.binder.BinderFactory;
import org.springframework.cloud.stream.binder.ConsumerProperties;
import org.springframework.cloud.stream.binder.ExtendedConsumerProperties;
import org.springframework.cloud.stream.binder.ExtendedProducerProperties;
import org.springframework.cloud.stream.binder.ProducerProperties;
import org.springframework.cloud.stream.binder.kafka.properties.KafkaConsumerProperties;
import org.springframework.cloud.stream.binder.kafka.properties.KafkaProducerProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Kafka and its binder, as the contract looks at them. */
record KafkaBroker(EmbeddedKafkaBroker kafka, ApplicationContext application) implements Broker {

    private static final Pattern CAUSE = Pattern.compile("(?m)^Caused by: ([\\w.$]+): (.*)$");

    @Override
    public Set<Capability> capabilities() {
        return KafkaBinderContractIT.capabilities();
    }

    @Override
    @SuppressWarnings("unchecked") // the binder takes its own extended properties, which extend these
    public Binder<MessageChannel, ConsumerProperties, ProducerProperties> binder() {
        return (Binder<MessageChannel, ConsumerProperties, ProducerProperties>)
                application.getBean(BinderFactory.class).getBinder("kafka", MessageChannel.class);
    }

    @Override
    public ConsumerProperties consumer(ConsumerWish wish, @Nullable String group) {
        var extension = new KafkaConsumerProperties();
        extension.setEnableDlq(group != null);
        extension.setAckMode(wish.manualAck() ? ContainerProperties.AckMode.MANUAL_IMMEDIATE : null);
        extension.setPollTimeout(100);
        extension.setAutoRebalanceEnabled(wish.partition() < 0);
        extension.getConfiguration().putAll(configuration(wish));
        var properties = new ExtendedConsumerProperties<>(extension);
        properties.setMaxAttempts(wish.maxAttempts());
        properties.setBackOffInitialInterval(wish.backOffMillis());
        properties.setConcurrency(wish.concurrency());
        properties.setBatchMode(wish.batch());
        properties.setPartitioned(wish.partition() >= 0);
        if (wish.partition() >= 0) {
            properties.setInstanceCount(2);
            properties.setInstanceIndex(wish.partition());
        }
        return properties;
    }

    @Override
    public ProducerProperties producer() {
        var extension = new KafkaProducerProperties();
        extension.setSync(true);
        return new ExtendedProducerProperties<>(extension);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> headersOfEach(Message<?> batch) {
        return (List<Map<String, Object>>)
                batch.getHeaders().getOrDefault(KafkaHeaders.BATCH_CONVERTED_HEADERS, List.of());
    }

    @Override
    public void acknowledge(Message<?> message) {
        Objects.requireNonNull(
                        message.getHeaders().get(KafkaHeaders.ACKNOWLEDGMENT, Acknowledgment.class),
                        "no acknowledgment in the message")
                .acknowledge();
    }

    @Override
    public List<Dead> deadLetters(String destination, String group) {
        return records("error." + destination + "." + group).stream()
                .map(KafkaBroker::dead)
                .toList();
    }

    @Override
    public void replay(String destination, String group) {
        throw new UnsupportedOperationException("the Kafka binder replays nothing");
    }

    @Override
    public String appendOnceHeader() {
        throw new UnsupportedOperationException("the Kafka binder appends no id once");
    }

    @Override
    public double backlog(String destination, String group) {
        return application
                .getBean(MeterRegistry.class)
                .get("spring.cloud.stream.binder.kafka.offset")
                .tags("topic", destination, "group", group)
                .gauge()
                .value();
    }

    @Override
    public long kept(String destination) {
        return records(destination).size();
    }

    @Override
    public void restart() {
        throw new UnsupportedOperationException("the broker of this process can't be stopped hard");
    }

    @Override
    public Map<String, String> processProperties(String binding, ConsumerWish wish) {
        Map<String, String> properties = new HashMap<>();
        properties.put("spring.cloud.stream.default-binder", "kafka");
        properties.put("spring.cloud.stream.kafka.binder.brokers", kafka.getBrokersAsString());
        configuration(wish)
                .forEach((name, value) -> properties.put(
                        "spring.cloud.stream.kafka.bindings." + binding + ".consumer.configuration." + name, value));
        return properties;
    }

    private static Map<String, String> configuration(ConsumerWish wish) {
        int session = Math.clamp(wish.redeliverAfterMillis(), 500, 10_000);
        return Map.of(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                Integer.toString(session),
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Integer.toString(session / 4),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                Integer.toString(wish.batchMax()));
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.getBrokersAsString(),
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(topic, List.of());
            var assigned = partitions.stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(assigned);
            long end = consumer.endOffsets(assigned).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (all.size() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    private static Dead dead(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, Object> headers = new HashMap<>();
        for (Header header : letter.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8).replaceAll("^\"|\"$", ""));
        }
        // The binder names the framework's exception; the handler's own is the innermost of the stack.
        var stack = String.valueOf(headers.get("x-exception-stacktrace"));
        var own = CAUSE.matcher(stack).results().toList().getLast();
        return new Dead(new String(letter.value(), UTF_8), headers, own.group(1), own.group(2), stack);
    }
}
