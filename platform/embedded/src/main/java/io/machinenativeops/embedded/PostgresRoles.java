package io.machinenativeops.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/** Makes databases and their roles as the administrator of a server. */
record PostgresRoles(String url, String password) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    void provide(String name, String ownerPassword) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The database name is '" + name
                    + "', expected a lower-case letter and up to 39 more, digits or '_'");
        }
        String tenant = name + "_tenant";
        try (Connection connection = DriverManager.getConnection(url, "postgres", password);
                Statement statement = connection.createStatement()) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
                statement.execute("CREATE ROLE " + name + " LOGIN");
            }
            statement.execute("ALTER ROLE " + name + " PASSWORD " + statement.enquoteLiteral(ownerPassword));
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", tenant)) {
                statement.execute("CREATE ROLE " + tenant + " NOLOGIN");
            }
            statement.execute("GRANT " + tenant + " TO " + name);
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
                statement.execute("CREATE DATABASE " + name + " OWNER " + name);
                statement.execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
            }
        } catch (SQLException e) {
            throw new EmbeddedStoreException("Cannot make the database " + name + ": " + e.getMessage(), e);
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }
}
