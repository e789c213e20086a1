package io.machinenativeops.tokentracking.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.usage.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.storage.StoredUsage.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Makes the schema on a real engine. */
class SchemaIT {

    private final ClickHouse clickHouse = TestStores.clickHouse(EmbeddedStores.clickHouseUrl());
    private final String database = clickHouse.properties().database();

    @AfterEach
    void close() {
        clickHouse.close();
    }

    @Test
    void severalReplicasMayStartAtOnceAndAgain() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            var schema = schema();
            threads.add(Thread.ofPlatform().start(schema::start));
        }
        for (var thread : threads) {
            thread.join();
        }
        var last = schema();
        // As the service does: what the others drop or make just now is refused.
        await().ignoreExceptionsInstanceOf(StoreException.class).until(() -> {
            last.upgrade();
            return last.ready();
        });

        assertThat(rows("SELECT DISTINCT version, name FROM " + database + ".schema_migrations"))
                .hasSize(Migration.load(Schema.FOLDER).size());
    }

    @Test
    void rowsThatWereThereBeforeTheRollupsAreInThemOnce() throws InterruptedException {
        var first = Migration.load(Schema.FOLDER).subList(0, 1);
        new Schema(clickHouse, first).upgrade();
        var table = new UsageEvents(clickHouse);
        table.insert(
                List.of(
                        event("a").at("2026-10-31T23:59:59Z").item(),
                        event("b").cost(null).item(),
                        event("b").cost(null).revision(2, -1).item(),
                        event("b").revision(2, 1).item()),
                "one");

        upgradeByTwo();
        table.insert(List.of(event("c").at("2026-12-01T00:00:00Z").item()), "two");
        // As if both had died before they could note it: what is repeated finds the view, or its own token.
        clickHouse.execute("TRUNCATE TABLE " + database + ".schema_migrations");
        upgradeByTwo();
        table.insert(List.of(event("c").at("2026-12-01T00:00:00Z").item()), "two");

        assertThat(rows("SELECT DISTINCT level FROM " + database + ".usage_summaries"))
                .extracting(row -> row.path("level").asString())
                .containsExactlyInAnyOrderElementsOf(Stream.of(Grain.values())
                        .filter(Grain::sharesTable)
                        .map(Grain::key)
                        .toList());
        for (var grain : Grain.values()) {
            if (grain == Grain.EVENT) {
                continue;
            }
            assertThat(rows(
                            "SELECT toString(toDate(bucket)) AS day, sum(events) AS events, sum(total_cost) AS cost FROM "
                                    + database + "." + grain.table()
                                    + (grain.sharesTable() ? " WHERE level = '" + grain.key() + "'" : "")
                                    + " GROUP BY day ORDER BY day"))
                    .as(grain.key())
                    .extracting(row -> row.path("day").asString() + " "
                            + row.path("events").asInt() + " "
                            + row.path("cost").asString())
                    .containsExactly("2026-10-31 1 0.000045", "2026-11-20 1 0.000045", "2026-12-01 1 0.000045");
        }
    }

    @Test
    void nothingIsInsertedWhileTheSchemaIsOld() {
        var table = new UsageEvents(clickHouse);
        schema();

        assertThatThrownBy(() -> table.insert(List.of(event("a").item()), "one"))
                .isInstanceOf(StoreUnavailableException.class);
    }

    private void upgradeByTwo() throws InterruptedException {
        var threads = List.of(
                Thread.ofPlatform().unstarted(schema()::upgrade),
                Thread.ofPlatform().unstarted(schema()::upgrade));
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
    }

    @Test
    void aMigrationThatWasCutShortIsDoneAgain() {
        var migration = new Migration(1, "two", """
                CREATE TABLE IF NOT EXISTS ${database}.a (x Int8) ENGINE = Memory;
                -- then
                CREATE TABLE IF NOT EXISTS ${database}.b (x Int8) ENGINE = Memory;
                """, "c");
        clickHouse.execute("CREATE DATABASE " + database);
        clickHouse.execute("CREATE TABLE " + database + ".a (x Int8) ENGINE = Memory");

        new Schema(clickHouse, List.of(migration)).upgrade();

        assertThat(rows("SELECT name FROM system.tables WHERE database = '" + database + "'"))
                .hasSize(3);
    }

    @Test
    void refusesAMigrationThatWasChangedAfterwards() {
        new Schema(clickHouse, List.of(Migration.of("V1__one.sql", "SELECT 1;"))).upgrade();

        assertThatThrownBy(() -> new Schema(clickHouse, List.of(Migration.of("V1__one.sql", "SELECT 2;"))).upgrade())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("V1__one.sql")
                .hasMessageContaining("add a new one");
    }

    @Test
    void keepsTryingUntilClickHouseIsThere() {
        var away = TestStores.clickHouse("http://127.0.0.1:9");
        var schema = new Schema(away, Migration.load(Schema.FOLDER));
        schema.start();
        await().until(() -> schema.problem().contains("does not answer"));
        assertThat(schema.ready()).isFalse();
        assertThat(schema.isRunning()).isTrue();
        assertThat(new ClickHouseHealth(away, schema).health().getStatus().getCode())
                .isEqualTo("DOWN");

        schema.stop();
        await().until(() -> !schema.isRunning());
    }

    @Test
    void everyTokenBucketHasItsColumn() {
        schema().upgrade();
        var columns = rows("SELECT name FROM system.columns WHERE database = '" + database
                        + "' AND table = 'usage_events'")
                .stream()
                .map(row -> row.path("name").asString())
                .toList();

        assertThat(columns).containsExactlyElementsOf(UsageRow.ROW.names());
        assertThat(rows("SELECT name FROM system.columns WHERE table = 'spans' AND default_kind = '' AND database = '"
                        + database + "'"))
                .extracting(row -> row.path("name").asString())
                .containsExactlyElementsOf(SpanRow.ROW.names());
        for (var unit : Unit.values()) {
            if (unit.kind() == Unit.Kind.TOKENS) {
                assertThat(columns).contains(unit.key());
            }
        }
    }

    @Test
    void theSameTemplatesGiveTheSingleAndTheClusteredForm() {
        var single =
                "SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1";
        assertThat(frames(placeholders("")))
                .containsExactly(
                        "CREATE TABLE IF NOT EXISTS mno.usage_events / ENGINE = MergeTree / " + single,
                        "CREATE TABLE IF NOT EXISTS mno.usage_quarters / ENGINE = AggregatingMergeTree / " + single,
                        "CREATE TABLE IF NOT EXISTS mno.usage_days AS mno.usage_quarters / ENGINE = AggregatingMergeTree / "
                                + single,
                        "CREATE MATERIALIZED VIEW IF NOT EXISTS mno.usage_days_of_quarters TO mno.usage_days AS",
                        "INSERT INTO mno.usage_quarters",
                        "CREATE MATERIALIZED VIEW IF NOT EXISTS mno.usage_quarters_of_events TO mno.usage_quarters AS",
                        "ALTER TABLE mno.usage_events",
                        "ALTER TABLE mno.usage_quarters",
                        "ALTER TABLE mno.usage_days",
                        "CREATE TABLE IF NOT EXISTS mno.usage_summaries / ENGINE = AggregatingMergeTree / " + single
                                + ", index_granularity = 256",
                        "INSERT INTO mno.usage_summaries",
                        "CREATE MATERIALIZED VIEW IF NOT EXISTS mno.usage_summaries_of_quarters TO mno.usage_summaries AS",
                        "DROP VIEW IF EXISTS mno.usage_days_of_quarters",
                        "DROP TABLE IF EXISTS mno.usage_days");
        var replicated =
                "SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800,"
                        + " fsync_after_insert = 1, fsync_part_directory = 1";
        assertThat(frames(placeholders("main")))
                .containsExactly(
                        "CREATE TABLE IF NOT EXISTS mno.usage_events ON CLUSTER 'main' / ENGINE = ReplicatedMergeTree / "
                                + replicated,
                        "CREATE TABLE IF NOT EXISTS mno.usage_quarters ON CLUSTER 'main'"
                                + " / ENGINE = ReplicatedAggregatingMergeTree / " + replicated,
                        "CREATE TABLE IF NOT EXISTS mno.usage_days ON CLUSTER 'main' AS mno.usage_quarters"
                                + " / ENGINE = ReplicatedAggregatingMergeTree / " + replicated,
                        "CREATE MATERIALIZED VIEW IF NOT EXISTS mno.usage_days_of_quarters ON CLUSTER 'main' TO mno.usage_days AS",
                        // One replica copies; the others get it from that one.
                        "INSERT INTO mno.usage_quarters",
                        "CREATE MATERIALIZED VIEW IF NOT EXISTS mno.usage_quarters_of_events ON CLUSTER 'main'"
                                + " TO mno.usage_quarters AS",
                        "ALTER TABLE mno.usage_events ON CLUSTER 'main'",
                        "ALTER TABLE mno.usage_quarters ON CLUSTER 'main'",
                        "ALTER TABLE mno.usage_days ON CLUSTER 'main'",
                        "CREATE TABLE IF NOT EXISTS mno.usage_summaries ON CLUSTER 'main'"
                                + " / ENGINE = ReplicatedAggregatingMergeTree / " + replicated
                                + ", index_granularity = 256",
                        "INSERT INTO mno.usage_summaries",
                        "CREATE MATERIALIZED VIEW IF NOT EXISTS mno.usage_summaries_of_quarters ON CLUSTER 'main'"
                                + " TO mno.usage_summaries AS",
                        "DROP VIEW IF EXISTS mno.usage_days_of_quarters ON CLUSTER 'main'",
                        "DROP TABLE IF EXISTS mno.usage_days ON CLUSTER 'main'");
    }

    @Test
    void everyStatementOfTheClusteredFormParses() {
        // The embedded engine has no Keeper, so that it can't run them.
        for (var migration : Migration.load(Schema.FOLDER)) {
            for (var statement : migration.statements(placeholders("main"))) {
                assertThat(rows("EXPLAIN AST " + statement)).isNotEmpty();
                if (!statement.startsWith("INSERT")) {
                    assertThat(statement).contains("ON CLUSTER 'main'");
                }
                assertThat(statement).doesNotContainPattern("ENGINE = (?!Replicated)\\w*MergeTree");
            }
        }
    }

    /** What differs between the forms: the first line, the engine and the settings of each statement. */
    private static List<String> frames(Map<String, String> placeholders) {
        return Migration.load(Schema.FOLDER).stream()
                .filter(migration -> Set.of(1, 2, 5, 7).contains(migration.version()))
                .flatMap(migration -> migration.statements(placeholders).stream())
                .map(statement -> statement
                        .lines()
                        .filter(line -> line.startsWith("CREATE")
                                || line.startsWith("ALTER")
                                || line.startsWith("DROP")
                                || line.startsWith("INSERT")
                                || line.startsWith("ENGINE")
                                || (line.startsWith("SETTINGS") && !line.contains("token")))
                        .map(line -> line.strip().replaceAll(" +", " "))
                        .collect(Collectors.joining(" / ")))
                .toList();
    }

    private Map<String, String> placeholders(String cluster) {
        return Schema.placeholders(new ClickHouseProperties(
                clickHouse.properties().url(),
                "default",
                "",
                "mno",
                cluster,
                clickHouse.properties().connectTimeout(),
                clickHouse.properties().queryTimeout(),
                clickHouse.properties().insertTimeout(),
                10_000));
    }

    private Schema schema() {
        return new Schema(clickHouse, Migration.load(Schema.FOLDER));
    }

    private List<JsonNode> rows(String sql) {
        return clickHouse.rows(sql, Map.of());
    }
}
