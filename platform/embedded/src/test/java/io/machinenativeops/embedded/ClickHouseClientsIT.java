package io.machinenativeops.embedded;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The official clients, unmodified and with their default settings. */
class ClickHouseClientsIT {

    private final String url = EmbeddedStores.clickHouseUrl();
    private final String database = EmbeddedStores.freshDatabase();

    @Test
    void jdbcReadsEveryTypeItWroteInABatch() throws SQLException {
        UUID id = UUID.fromString("0190a5b2-7d1e-7c3a-9f00-1234567890ab");
        LocalDateTime at = LocalDateTime.of(2026, 11, 22, 10, 30, 15, 123_456_000);
        try (Connection connection = connect()) {
            execute(connection, """
                    CREATE TABLE t (id UUID, cost Decimal(38, 12), at DateTime64(6, 'UTC'), tags Map(String, String),
                    parts Array(UInt64), note Nullable(String)) ENGINE = MergeTree ORDER BY id
                    """);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)")) {
                for (int i = 0; i < 3; i++) {
                    insert.setObject(1, id);
                    insert.setBigDecimal(2, new BigDecimal("12345678901234567890.123456789012"));
                    insert.setObject(3, at);
                    insert.setObject(4, Map.of("feature", "it's \"quoted\"\nand broken"));
                    insert.setObject(5, List.of(1L, 9_007_199_254_740_993L));
                    insert.setString(6, null);
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(3);
            }
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT *, count() OVER () AS n FROM t WHERE id = ? LIMIT 1")) {
                select.setObject(1, id);
                try (ResultSet row = select.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getObject("id", UUID.class)).isEqualTo(id);
                    assertThat(row.getBigDecimal("cost")).isEqualByComparingTo("12345678901234567890.123456789012");
                    assertThat(row.getObject("at", LocalDateTime.class)).isEqualTo(at);
                    assertThat(row.getObject("tags")).isEqualTo(Map.of("feature", "it's \"quoted\"\nand broken"));
                    assertThat((Object[]) row.getArray("parts").getArray())
                            .extracting(Object::toString)
                            .containsExactly("1", "9007199254740993");
                    assertThat(row.getString("note")).isNull();
                    assertThat(row.getLong("n")).isEqualTo(3);
                }
            }
        }
    }

    @Test
    void jdbcSeesServerErrorsWithTheirCode() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT nothing FROM nowhere"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(60))
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    void jdbcLimitsRowsWithoutAnError() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(5);
            int rows = 0;
            try (ResultSet numbers = statement.executeQuery("SELECT number FROM numbers(1000)")) {
                while (numbers.next()) {
                    rows++;
                }
            }
            assertThat(rows).isLessThan(1000).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void clientStreamsRowBinaryWithAndWithoutCompression() throws Exception {
        try (Client client = client()) {
            client.execute("CREATE DATABASE " + database).get().close();
            client.execute("CREATE TABLE " + database + ".t (a String, n UInt32) ENGINE = MergeTree ORDER BY n")
                    .get()
                    .close();
            int rows = 300_000;
            for (boolean compressed : new boolean[] {false, true}) {
                try (InsertResponse response = client.insert(
                                database + ".t",
                                new ByteArrayInputStream(rowBinary(rows)),
                                ClickHouseFormat.RowBinary,
                                new InsertSettings().compressClientRequest(compressed))
                        .get()) {
                    assertThat(response.getWrittenRows()).isEqualTo(rows);
                }
            }
            GenericRecord sums = client.queryAll(
                            "SELECT count() AS c, sum(n) AS s, uniqExact(a) AS u, min(length(a)) AS l FROM " + database
                                    + ".t")
                    .getFirst();
            assertThat(sums.getLong("c")).isEqualTo(2L * rows);
            // Twice the sum of 0 to 299,999.
            assertThat(sums.getLong("s")).isEqualTo(89_999_700_000L);
            // The text is the lowest two bytes of the number between awkward ones.
            assertThat(sums.getLong("u")).isEqualTo(65_536);
            assertThat(sums.getLong("l")).isEqualTo(6);
        }
    }

    @Test
    void clientPassesParametersAndSettings() throws Exception {
        try (Client client = client()) {
            List<GenericRecord> rows = client.queryAll(
                    "SELECT {text:String} AS t, getSetting('max_block_size') AS s",
                    Map.of("text", "O'Hara\\n"),
                    new QuerySettings().serverSetting("max_block_size", "777"));
            assertThat(rows)
                    .singleElement()
                    .satisfies(row -> assertThat(row.getLong("s")).isEqualTo(777));
            assertThat(client.ping()).isTrue();
        }
    }

    @Test
    void clientUnderstandsErrorsOfCompressedAnswers() throws Exception {
        try (Client client = client()) {
            assertThatThrownBy(() -> client.queryAll("SELECT throwIf(1, 'clear words')"))
                    .hasStackTraceContaining("clear words");
        }
    }

    private Connection connect() throws SQLException {
        new RawHttp(url).query("CREATE DATABASE IF NOT EXISTS " + database);
        Properties properties = new Properties();
        properties.setProperty("database", database);
        return DriverManager.getConnection("jdbc:clickhouse:" + url, properties);
    }

    private Client client() {
        return new Client.Builder()
                .addEndpoint(url)
                .setUsername("default")
                .setPassword("")
                .build();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static byte[] rowBinary(int rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < rows; i++) {
            out.writeBytes(new byte[] {6, 0, (byte) i, '\n', '\'', (byte) (i >> 8), ';'});
            out.writeBytes(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16), (byte) (i >> 24)});
        }
        return out.toByteArray();
    }
}
