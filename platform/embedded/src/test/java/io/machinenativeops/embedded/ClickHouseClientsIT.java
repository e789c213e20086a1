package io.machinenativeops.embedded;

import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.data.ClickHouseFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(EmbeddedStores.class)
class ClickHouseClientsIT {

    @Test
    void jdbcReadsWhatItWrote(EmbeddedClickHouse clickHouse) throws Exception {
        String database = EmbeddedStores.freshDatabase();
        try (Connection connection = DriverManager.getConnection("jdbc:clickhouse:" + clickHouse.url());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
            statement.execute("CREATE TABLE " + database + ".t (a String, b UInt32) ENGINE=MergeTree ORDER BY b");
            assertThat(statement.executeUpdate("INSERT INTO " + database + ".t VALUES ('x', 1), ('y\nz', 2)"))
                    .isEqualTo(2);
            try (ResultSet rows = statement.executeQuery("SELECT a FROM " + database + ".t ORDER BY b DESC")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("y\nz");
            }
        }
    }

    @Test
    void binaryRowsArriveByteForByte(EmbeddedClickHouse clickHouse) throws Exception {
        String database = EmbeddedStores.freshDatabase();
        try (Client client = new Client.Builder()
                .addEndpoint(clickHouse.url())
                .setUsername("default")
                .setPassword("")
                .build()) {
            client.query("CREATE DATABASE " + database).get().close();
            client.query("CREATE TABLE " + database + ".t (a String) ENGINE=MergeTree ORDER BY a")
                    .get()
                    .close();
            byte[] row = {6, 0, '\n', '\'', '"', ';', '\n'};
            try (var response = client.insert(
                            database + ".t",
                            new ByteArrayInputStream(row),
                            ClickHouseFormat.RowBinary,
                            new InsertSettings())
                    .get()) {
                assertThat(response.getWrittenRows()).isEqualTo(1);
            }
            List<GenericRecord> rows = client.queryAll("SELECT hex(a) AS h FROM " + database + ".t");
            assertThat(rows)
                    .singleElement()
                    .satisfies(read -> assertThat(read.getString("h")).isEqualTo("000A27223B0A"));
        }
    }
}
