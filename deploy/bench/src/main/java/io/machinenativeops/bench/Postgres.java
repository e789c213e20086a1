package io.machinenativeops.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

import org.postgresql.PGConnection;

/** One connection to PostgreSQL as its administrator, whom no row-level security stops: rows of all organisations are counted. */
final class Postgres implements AutoCloseable {

    private final Connection connection;

    /** @param url of JDBC */
    Postgres(String url, String password) {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "mno-bench");
        try {
            connection = DriverManager.getConnection(url, properties);
        } catch (SQLException refused) {
            throw new IllegalStateException("PostgreSQL does not answer at " + url, refused);
        }
    }

    void execute(String statement) {
        try (var prepared = connection.createStatement()) {
            prepared.execute(statement);
        } catch (SQLException refused) {
            throw new IllegalStateException("PostgreSQL refused '%s'".formatted(statement), refused);
        }
    }

    /** The one number that a query gives; 0 for none. */
    long number(String query, Object... parameters) {
        try (var prepared = connection.prepareStatement(query)) {
            for (int at = 0; at < parameters.length; at++) {
                prepared.setObject(at + 1, parameters[at]);
            }
            try (var rows = prepared.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException refused) {
            throw new IllegalStateException("PostgreSQL refused '%s'".formatted(query), refused);
        }
    }

    /** Writes rows in the text form of COPY: columns divided by tabs, rows ended by line feeds. */
    void copy(String table, String columns, CharSequence rows) {
        if (rows.isEmpty()) {
            return;
        }
        var statement = "COPY %s (%s) FROM STDIN".formatted(table, columns);
        try {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
            var bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.endCopy();
        } catch (SQLException refused) {
            throw new IllegalStateException("PostgreSQL refused '%s'".formatted(statement), refused);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException ended) {
            // Nothing is lost with it.
        }
    }
}
