package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.machinenativeops.tokentracking.ingest.RecordedEvents.Sought;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.LoggerFactory;

/** Time of looking up batches of old ids in a month of one organisation; asserts nothing. Run with {@code -Dbenchmark=rows}. */
@EnabledIfSystemProperty(named = "benchmark", matches = "\\d+")
class LookUpBenchmark {

    private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
    private static final int BATCH = 1000;
    private static final int ROUNDS = 15;

    @Test
    void looksUp() {
        long rows = Long.getLong("benchmark", 1_000_000);
        long apart = Duration.ofDays(30).toMillis() / rows;
        var log = LoggerFactory.getLogger(LookUpBenchmark.class);
        try (var stores = TestStores.shared()) {
            for (long from = 0; from < rows; from += 1_000_000) {
                stores.clickHouse.execute("INSERT INTO " + stores.table()
                        + " (org_id, event_id, sign, fingerprint, occurred_at, provider, model, agent, raw_usage) "
                        + "SELECT 'org', hex(sipHash128(number)), 1, hex(sipHash64(number)), "
                        + "fromUnixTimestamp64Milli(" + START.toEpochMilli() + " + toInt64(number) * " + apart
                        + ", 'UTC'), 'openai', concat('m', toString(number % 5)), concat('a', toString(number % 50)), '' "
                        + "FROM numbers(" + from + ", " + Math.min(1_000_000, rows - from) + ")");
            }
            var store = new StoredFingerprints(new UsageStore(stores.clickHouse, stores.schema));
            long hourful = Duration.ofHours(1).toMillis() / apart;
            report(
                    log::info,
                    store,
                    "resent, of one hour",
                    at -> number(stores, rows / 2 + at * hourful / BATCH, apart));
            report(log::info, store, "resent, over the month", at -> number(stores, at * (rows / BATCH), apart));
            report(log::info, store, "new, of one hour", at -> {
                var time = START.plus(Duration.ofDays(9)).plusMillis(at * 3_600L);
                return new Sought("new-" + at, time, time);
            });
            report(log::info, store, "new, over the month", at -> {
                var time = START.plus(Duration.ofMinutes(43L * at));
                return new Sought("new-" + at, time, time);
            });
            report(
                    log::info,
                    store,
                    "resent without a time",
                    at -> new Sought("new-" + at, START.plus(Duration.ofDays(20)), START.plus(Duration.ofDays(27))));
        }
    }

    private static Sought number(TestStores stores, long number, long apart) {
        var id = stores.row("SELECT hex(sipHash128(toUInt64(" + number + "))) AS id")
                .path("id")
                .asString();
        var time = START.plusMillis(number * apart);
        return new Sought(id, time, time);
    }

    private static void report(Consumer<String> say, StoredFingerprints store, String what, IntFunction<Sought> one) {
        List<Sought> batch = IntStream.range(0, BATCH).mapToObj(one).toList();
        var millis = new ArrayList<Long>();
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            found = store.fingerprints("org", batch).size();
            millis.add((System.nanoTime() - begun) / 1_000_000);
        }
        var sorted = millis.stream().sorted().toList();
        say.accept("%s: %d ids, %d found, %d queries, median %d ms, worst %d ms"
                .formatted(
                        what,
                        BATCH,
                        found,
                        StoredFingerprints.queries(batch).size(),
                        sorted.get(ROUNDS / 2),
                        sorted.getLast()));
    }
}
