package io.machinenativeops.tokentracking.storage;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether stored usage can be written and read. It is no part of readiness: without ClickHouse usage is still taken, and the
 * queries say so themselves.
 */
final class ClickHouseHealth implements HealthIndicator {

    private final ClickHouse clickHouse;
    private final Schema schema;

    ClickHouseHealth(ClickHouse clickHouse, Schema schema) {
        this.clickHouse = clickHouse;
        this.schema = schema;
    }

    @Override
    public Health health() {
        if (!schema.ready()) {
            return Health.down().withDetail("schema", schema.problem()).build();
        }
        try {
            clickHouse.execute("SELECT 1");
            return Health.up().build();
        } catch (StoreException away) {
            return Health.down()
                    .withDetail("reason", String.valueOf(away.getMessage()))
                    .build();
        }
    }
}
