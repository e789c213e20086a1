package io.machinenativeops.tokentracking.storage;

import java.net.URI;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where ClickHouse is and how long it may take.
 *
 * @param url of its HTTP interface
 * @param database that holds the tables; made at start where it is missing
 * @param cluster name of the cluster whose nodes all get the schema, replicated; empty for a single server
 * @param connectTimeout how long a connection may take to open
 * @param queryTimeout how long a query may run; the server stops it then
 * @param insertTimeout how long one insert may take
 * @param deduplicationWindow how many of the newest inserts a table remembers by their token
 */
@ConfigurationProperties("mno.clickhouse")
public record ClickHouseProperties(
        @DefaultValue("http://127.0.0.1:8101") URI url,
        @DefaultValue("default") String user,
        @DefaultValue("") String password,
        @DefaultValue("mno") String database,
        @DefaultValue("") String cluster,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("20s") Duration queryTimeout,
        @DefaultValue("30s") Duration insertTimeout,
        @DefaultValue("10000") int deduplicationWindow) {

    public ClickHouseProperties {
        if (!database.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
            throw new IllegalArgumentException("mno.clickhouse.database is '" + database
                    + "': expected up to 64 letters, digits and underscores, not starting with a digit");
        }
        if (!cluster.matches("[A-Za-z0-9_.-]{0,64}")) {
            throw new IllegalArgumentException(
                    "mno.clickhouse.cluster is '" + cluster + "': expected letters, digits, '_', '.' and '-'");
        }
        if (deduplicationWindow < 1000) {
            throw new IllegalArgumentException("mno.clickhouse.deduplication-window is " + deduplicationWindow
                    + ": expected at least 1000, or a retried insert could count twice");
        }
    }
}
