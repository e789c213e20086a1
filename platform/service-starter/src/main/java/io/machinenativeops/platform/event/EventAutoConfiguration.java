package io.machinenativeops.platform.event;

import java.time.Clock;
import java.time.Duration;

import io.machinenativeops.platform.tenancy.TenancyAutoConfiguration;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.work.RepeatedWork;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Events for a service that has Spring Cloud Stream; with a PostgreSQL database, they go through its outbox. */
@AutoConfiguration(
        after = TenancyAutoConfiguration.class,
        afterName = "org.springframework.cloud.stream.function.FunctionConfiguration")
@ConditionalOnClass(StreamBridge.class)
@ConditionalOnBean(StreamBridge.class)
public final class EventAutoConfiguration {

    @Bean
    EventTransport streamBridgeTransport(StreamBridge bridge) {
        return new StreamBridgeTransport(bridge);
    }

    /** Without a database there is no transaction to wait for. */
    @Bean
    @ConditionalOnMissingBean(TenantDatabase.class)
    EventSender directEvents(EventTransport transport, JsonMapper json, Environment environment) {
        var source = source(environment);
        return (event, id, occurredAt) -> {
            if (event.ordered()) {
                throw new IllegalArgumentException("event " + event.type()
                        + " is ordered: expected a service with a database, whose transactions have an order");
            }
            var waiting = new WaitingEvent(
                    0,
                    id,
                    event.stream(),
                    event.type(),
                    event.subject(),
                    null,
                    occurredAt,
                    null,
                    json.writeValueAsString(event.data()));
            transport.send(event.stream(), event.subject(), waiting.cloudEvent(json, source));
        };
    }

    /** What needs the database. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JdbcClient.class)
    @ConditionalOnBean(TenantDatabase.class)
    static class OfTheDatabase {

        private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

        @Bean
        RepeatedWork outboxForwarding(
                TenantDatabase database, EventTransport transport, JsonMapper json, Environment environment) {
            return new RepeatedWork(
                    "outbox", new OutboxForwarder(database, transport, json, source(environment), Clock.systemUTC()));
        }

        @Bean
        Outbox outbox(TenantDatabase database, JsonMapper json, RepeatedWork outboxForwarding) {
            return new Outbox(database, json, Clock.systemUTC(), outboxForwarding::callNow);
        }

        @Bean
        InOrder inOrder(TenantDatabase database) {
            return new InOrder(database);
        }

        @Bean
        RepeatedWork outboxMeasuring(TenantDatabase database, ObjectProvider<MeterRegistry> meters) {
            var metrics =
                    new OutboxMetrics(database, Clock.systemUTC(), meters.getIfAvailable(SimpleMeterRegistry::new));
            return RepeatedWork.every(BETWEEN_LOOKS, "outbox-metrics", metrics::look);
        }
    }

    /** How this service is called in the events it sends. */
    static String source(Environment environment) {
        return "/" + environment.getProperty("spring.application.name", "service");
    }
}
