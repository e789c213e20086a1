package io.machinenativeops.binder.kafka;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.binder.contract.BinderContract;
import io.machinenativeops.binder.contract.Broker;
import io.machinenativeops.binder.contract.Capability;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract on Kafka, with a broker in this process. */
class KafkaBinderContractIT extends BinderContract {

    /** What a service must not rely on when events move to Kafka, and why; docs/decisions/0017-one-binder-contract.md. */
    private static final Map<Capability, String> LACKING = Map.of(
            Capability.ISOLATES_POISON,
            "a batch that fails is retried and dead-lettered whole",
            Capability.REPLAY,
            "a dead letter is sent back by hand, and then every group is given it",
            Capability.APPEND_ONCE,
            "an idempotent producer knows its own retries, not the ids of messages",
            Capability.COMPETES_WITHIN_PARTITION,
            "a partition belongs to one consumer of a group",
            Capability.KEEPS_UNREAD,
            "a topic drops what is older than its retention, read or not",
            Capability.RESTART,
            "the broker in this process can't be stopped hard");

    private static final EmbeddedKafkaKraftBroker kafka = new EmbeddedKafkaKraftBroker(1, 1);
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        kafka.brokerProperties(Map.of(
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "100",
                "offsets.topic.num.partitions", "1"));
        kafka.afterPropertiesSet();
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.cloud.stream.kafka.binder.brokers=" + kafka.getBrokersAsString(),
                        "spring.cloud.stream.kafka.binder.metrics.offset-lag-metrics-interval=1s",
                        "spring.main.banner-mode=off",
                        "logging.level.org.apache.kafka=error",
                        "logging.level.kafka=error")
                .run("--spring.cloud.stream.default-binder=kafka");
    }

    @AfterAll
    static void stop() {
        application.close();
        kafka.destroy();
    }

    @Override
    protected Broker broker() {
        return new KafkaBroker(kafka, application);
    }

    @Test
    void hasAllButWhatIsNamed() {
        Set<Capability> all = EnumSet.copyOf(broker().capabilities());
        all.addAll(LACKING.keySet());
        assertThat(all).isEqualTo(EnumSet.allOf(Capability.class));
        assertThat(broker().capabilities()).doesNotContainAnyElementsOf(LACKING.keySet());
    }

    static Set<Capability> capabilities() {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        all.removeAll(LACKING.keySet());
        return all;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
