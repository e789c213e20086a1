package io.machinenativeops.tokentracking.storage;

import java.util.List;
import java.util.Optional;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the writers can do their work as far as it depends on us: down when the store refuses statements or good rows, which
 * does not pass by itself. Like {@link ClickHouseHealth} it is no part of readiness: usage is taken, and waits.
 */
final class WriterHealth implements HealthIndicator {

    private final List<StreamWriter> writers;

    WriterHealth(List<StreamWriter> writers) {
        this.writers = List.copyOf(writers);
    }

    @Override
    public Health health() {
        return writers.stream()
                .map(StreamWriter::heldBack)
                .flatMap(Optional::stream)
                .findFirst()
                .map(reason -> Health.down().withDetail("reason", reason).build())
                .orElseGet(() -> Health.up().build());
    }
}
