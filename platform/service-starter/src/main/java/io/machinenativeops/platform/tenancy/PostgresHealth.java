package io.machinenativeops.platform.tenancy;

import io.machinenativeops.platform.problem.ProblemException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether settings can be read and changed. It is no part of readiness: what a service needs to answer, it has in memory. */
final class PostgresHealth implements HealthIndicator {

    private final TenantDatabase database;
    private final PostgresSchema schema;

    PostgresHealth(TenantDatabase database, PostgresSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    @Override
    public Health health() {
        if (!schema.ready()) {
            return Health.down()
                    .withDetail("schema", String.valueOf(schema.problem().getMessage()))
                    .build();
        }
        try {
            database.forService(jdbc -> jdbc.sql("SELECT 1").query().singleValue());
            return Health.up().build();
        } catch (ProblemException away) {
            return Health.down().withDetail("reason", away.detail()).build();
        }
    }
}
