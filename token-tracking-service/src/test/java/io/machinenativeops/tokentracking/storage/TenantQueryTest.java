package io.machinenativeops.tokentracking.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.platform.testing.Repository;
import io.machinenativeops.tokentracking.ingest.RecordedEvents;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds every question to one tenant. */
class TenantQueryTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void everyReadOfTheTableBindsTheTenant() {
        var scope = TenantScope.only("org'; DROP", Set.of("p"), Set.of("t"));
        var rolledUp = List.of(Dimension.of("agent").orElseThrow());
        var selection = new UsageSelection(
                scope, NOON, NOON.plusSeconds(1), Map.of(Dimension.of("agent").orElseThrow(), List.of("a' OR '1")));
        var keys = List.of(Dimension.of("tag:k'").orElseThrow());
        var months = new UsageSelection(
                scope,
                NOON,
                NOON.plus(Duration.ofDays(90)).plusMillis(1),
                Map.of(rolledUp.getFirst(), List.of("a' OR '1")));
        var slots = new LocalSlots(3600, false, List.of(new LocalSlots.Stretch(Instant.EPOCH, 0)));
        for (var query : List.of(
                TenantQuery.groups(selection, keys, GroupOrder.KEY, new GroupPosition("", List.of("x'")), 10),
                TenantQuery.groups(selection, keys, GroupOrder.COST, new GroupPosition("x'", List.of("x'")), 10),
                TenantQuery.series(selection, slots, keys, 10),
                TenantQuery.groups(months, List.of(), GroupOrder.KEY, null, 1),
                TenantQuery.series(months, slots, rolledUp, 10),
                TenantQuery.events(selection, new EventPosition(NOON, "e'"), 10),
                TenantQuery.event(scope, "e'"),
                TenantQuery.callsOfTrace(scope, "e'", 10),
                TenantQuery.spansOfTrace(scope, "e'", 10),
                TenantQuery.callsOfSession(scope, "e'", 10),
                TenantQuery.spansOfSession(scope, "e'", 10),
                TenantQuery.revisions("org'; DROP", List.of("e'")),
                TenantQuery.deletion("org'; DROP", Grain.DAY, NOON),
                TenantQuery.fingerprints("org'; DROP", List.of(new RecordedEvents.Sought("e'", NOON, NOON))),
                TenantQuery.receivedBefore("org'; DROP", NOON))) {
            var sql = query.sql("db");
            for (var read : sql.split("FROM ", -1)) {
                if (read.startsWith("db.")) {
                    assertThat(read)
                            .matches(
                                    "(?s)db\\.(usage_(events|quarters|summaries)|spans)( AS t)? WHERE org_id = \\{p.*");
                } else {
                    assertThat(read).matches("(?s)^(SELECT |DELETE |\\().*");
                }
            }
            assertThat(sql).doesNotContain("DROP", "k'", "x'", "e'", "a'");
            assertThat(query.parameters()).containsValue("org'; DROP");
        }
    }

    @Test
    void noOtherClassReadsTheTable() throws IOException {
        try (var files = Files.walk(Repository.file("token-tracking-service/src/main/java"))) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var name = file.getFileName().toString();
                var source = Files.readString(file);
                if (!name.equals("TenantQuery.java")) {
                    assertThat(source)
                            .as(name)
                            .doesNotContainPattern("(?i)\"[^\"]*\\bfrom\\b[^\"]*usage_(events|quarters|summaries)");
                    assertThat(source).as(name).doesNotContain("$usage_", "$spans");
                }
                if (!Set.of("TenantQuery.java", "UsageEvents.java", "UsageRow.java", "Schema.java", "Grain.java")
                        .contains(name)) {
                    assertThat(source)
                            .as(name)
                            .doesNotContain(
                                    "UsageRow.TABLE", "\"usage_events", "\"usage_quarters", "\"usage_summaries");
                }
            }
        }
    }
}
