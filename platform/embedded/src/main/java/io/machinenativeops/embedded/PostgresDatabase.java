package io.machinenativeops.embedded;

/**
 * A database as a service uses it.
 *
 * @param url for JDBC
 * @param user owns the database and what is made in it; has the name of the database
 */
public record PostgresDatabase(String url, String user, String password) {}
