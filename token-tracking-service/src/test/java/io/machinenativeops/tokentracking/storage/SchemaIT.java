package io.machinenativeops.tokentracking.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.usage.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

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
        await().until(() -> {
            last.upgrade();
            return last.ready();
        });

        assertThat(rows("SELECT DISTINCT version, name FROM " + database + ".schema_migrations"))
                .hasSize(1);
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

        assertThat(columns).containsExactlyElementsOf(UsageRow.COLUMNS);
        for (var unit : Unit.values()) {
            if (unit.kind() == Unit.Kind.TOKENS) {
                assertThat(columns).contains(unit.key());
            }
        }
    }

    @Test
    void theSameTemplatesGiveTheClusteredForm() {
        var properties = new ClickHouseProperties(
                clickHouse.properties().url(),
                "default",
                "",
                "mno",
                "main",
                clickHouse.properties().connectTimeout(),
                clickHouse.properties().queryTimeout(),
                clickHouse.properties().insertTimeout(),
                10_000);
        for (var migration : Migration.load(Schema.FOLDER)) {
            for (var statement : migration.statements(Schema.placeholders(properties))) {
                assertThat(statement).contains("ON CLUSTER 'main'", "ReplicatedMergeTree");
                // The embedded engine has no Keeper, but it parses.
                assertThat(rows("EXPLAIN AST " + statement)).isNotEmpty();
            }
        }
    }

    private Schema schema() {
        return new Schema(clickHouse, Migration.load(Schema.FOLDER));
    }

    private List<JsonNode> rows(String sql) {
        return clickHouse.rows(sql, Map.of());
    }
}
