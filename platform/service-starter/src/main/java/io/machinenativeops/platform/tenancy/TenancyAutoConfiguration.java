package io.machinenativeops.platform.tenancy;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** PostgreSQL for a service that has JDBC and Flyway on its class path. */
@AutoConfiguration(
        after = {
            DataSourceAutoConfiguration.class,
            DataSourceTransactionManagerAutoConfiguration.class,
            JdbcClientAutoConfiguration.class
        },
        before = FlywayAutoConfiguration.class)
@ConditionalOnClass({Flyway.class, JdbcClient.class, CircuitBreakerRegistry.class})
@ConditionalOnBean(PlatformTransactionManager.class)
public final class TenancyAutoConfiguration {

    /** A statement that runs longer is ended: settings are small. */
    private static final int SECONDS_A_TRANSACTION = 10;

    @Bean
    PostgresSchema postgresSchema(ObjectProvider<SchemaCheck> checks) {
        return new PostgresSchema(checks);
    }

    @Bean
    TenantDatabase tenantDatabase(
            PlatformTransactionManager manager,
            JdbcClient jdbc,
            PostgresSchema schema,
            ObjectProvider<UnwrittenChanges> unwritten,
            Environment environment,
            ObjectProvider<MeterRegistry> meters) {
        var transactions = new TransactionTemplate(manager);
        transactions.setTimeout(SECONDS_A_TRANSACTION);
        var breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(10)
                .minimumNumberOfCalls(4)
                .waitDurationInOpenState(Duration.ofSeconds(2))
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordException(TenantDatabase::isOutage)
                .build());
        meters.ifAvailable(registry ->
                TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(registry));
        return new TenantDatabase(
                transactions,
                afterChanges(unwritten, jdbc),
                schema,
                breakers.circuitBreaker("postgres"),
                environment.getRequiredProperty("mno.postgres.tenant-role"));
    }

    private static JdbcClient afterChanges(ObjectProvider<UnwrittenChanges> unwritten, JdbcClient jdbc) {
        var changes = unwritten.getIfAvailable();
        if (changes == null) {
            return jdbc;
        }
        return sql -> {
            changes.write();
            return jdbc.sql(sql);
        };
    }

    @Bean
    PostgresHealth postgresHealthIndicator(TenantDatabase database, PostgresSchema schema) {
        return new PostgresHealth(database, schema);
    }
}
