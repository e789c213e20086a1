package io.machinenativeops.platform.event;

import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;

/** How much waits in the outbox, and for how long: what an alert looks at. Read from the table every few seconds. */
final class OutboxMetrics {

    private static final int MOST_COUNTED = 10_000;

    private final TenantDatabase database;
    private final InstantSource clock;
    private volatile long waiting;
    private volatile Duration age = Duration.ZERO;

    OutboxMetrics(TenantDatabase database, InstantSource clock, MeterRegistry meters) {
        this.database = database;
        this.clock = clock;
        Gauge.builder("mno.outbox.waiting", () -> waiting)
                .description("Events not sent yet; counted up to " + MOST_COUNTED)
                .register(meters);
        TimeGauge.builder("mno.outbox.oldest.age", () -> age.toMillis(), TimeUnit.MILLISECONDS)
                .description("How long the oldest event has waited to be sent")
                .register(meters);
    }

    void look() {
        if (!database.isReady()) {
            return;
        }
        database.forService(jdbc -> {
            waiting = jdbc.sql(
                            "SELECT count(*) FROM (SELECT 1 FROM outbox_event LIMIT " + MOST_COUNTED + ") AS counted")
                    .query(Long.class)
                    .single();
            age = jdbc.sql("SELECT occurred_at FROM outbox_event ORDER BY id LIMIT 1")
                    .query(OffsetDateTime.class)
                    .optional()
                    .map(oldest -> Duration.between(oldest.toInstant(), clock.instant()))
                    .orElse(Duration.ZERO);
            return waiting;
        });
    }
}
