package io.machinenativeops.e2e;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The short form of {@code ./mno soak}: five faults under load, and what was acknowledged is stored, each once.
 * It comes first: what it kills starts again with what the JVMs learnt meanwhile, for all journeys after it.
 */
@ExtendWith(RunningStack.class)
@Order(1)
class FaultsIT {

    private static final int RATE = 2_000;
    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final System.Logger LOG = System.getLogger(FaultsIT.class.getName());

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({
        "KILL_TOKEN_TRACKING, 20261122",
        "KILL_REDIS, 20261123",
        "KILL_CLICKHOUSE, 20261124",
        "KILL_GATEWAY, 20261125",
        "CLICKHOUSE_AWAY, 20261126"
    })
    void nothingAcknowledgedIsLostAndNothingIsDoubled(Fault fault, long seed, Stack stack) throws Exception {
        var report = new FaultRun(FaultStack.of(stack), seed, RATE, LONGEST).run(List.of(fault));

        LOG.log(System.Logger.Level.INFO, report.line());
        assertThat(report.differences()).isEmpty();
        assertThat(report.duplicatesSent()).isPositive();
        assertThat(report.acknowledged()).isGreaterThan(RATE);
    }

    /** The comparison is worth something only if it sees the fault that all this is built against. */
    @Test
    void anAcknowledgementBeforeTheInsertIsCaught(Stack stack) throws Exception {
        var faults = FaultStack.of(stack);
        faults.plantLateInsert();

        var report = new FaultRun(faults, 20261127, RATE / 2, LONGEST).run(List.of(Fault.KILL_TOKEN_TRACKING));

        LOG.log(System.Logger.Level.INFO, report.line());
        assertThat(report.lost()).as("the planted fault was not seen").isPositive();
        assertThat(report.differences()).anyMatch(said -> said.contains("acknowledged but not stored"));
    }
}
