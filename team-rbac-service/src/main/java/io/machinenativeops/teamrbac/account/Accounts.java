package io.machinenativeops.teamrbac.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.token.Profiles;
import io.machinenativeops.teamrbac.token.SignedInUsers;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Accounts in PostgreSQL; they belong to no organisation. */
@Repository
public class Accounts implements SignedInUsers, Profiles {

    private final TenantDatabase database;
    private final InstantSource time = InstantSource.system();

    Accounts(TenantDatabase database) {
        this.database = database;
    }

    /** An address as it is stored and compared. */
    public static String address(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** The account of an id. */
    public Optional<Account> find(UUID id) {
        return database.forService(jdbc -> jdbc.sql("SELECT * FROM user_account WHERE id = ?")
                .param(id)
                .query((row, _) -> read(row))
                .optional());
    }

    /** The account of an address, however it is written. */
    public Optional<Account> byEmail(String email) {
        return database.forService(jdbc -> jdbc.sql("SELECT * FROM user_account WHERE email = ?")
                .param(address(email))
                .query((row, _) -> read(row))
                .optional());
    }

    /**
     * Some accounts after one, in the order of their ids.
     *
     * @param email of the one that is looked for; null for all
     * @param status {@code active} or {@code disabled}; null for both
     */
    List<Account> list(@Nullable String email, @Nullable String status, UUID after, int limit) {
        return database.forService(jdbc -> jdbc.sql("""
                        SELECT * FROM user_account
                         WHERE id > :after AND (:email::text IS NULL OR email = :email)
                           AND (:status::text IS NULL OR (:status = 'disabled') = (disabled_at IS NOT NULL))
                         ORDER BY id LIMIT :limit
                        """)
                .param("after", after)
                .param("email", email == null ? null : address(email))
                .param("status", status)
                .param("limit", limit)
                .query((row, _) -> read(row))
                .list());
    }

    /**
     * Makes an account.
     *
     * @param encodedPassword null for who signs in elsewhere
     * @throws org.springframework.dao.DuplicateKeyException if there is one with this address
     */
    public Account create(String email, String name, @Nullable String encodedPassword, boolean verified) {
        var id = NewId.next();
        database.forService(jdbc -> jdbc.sql("""
                        INSERT INTO user_account (id, email, email_verified_at, name, password_hash, valid_from, revision,
                            created_at, updated_at)
                        VALUES (:id, :email, CASE WHEN :verified THEN now() END, :name, :password,
                            date_trunc('second', now()), 0, now(), now())
                        """)
                .param("id", id)
                .param("email", address(email))
                .param("verified", verified)
                .param("name", name)
                .param("password", encodedPassword)
                .update());
        return find(id).orElseThrow();
    }

    /** Stores a new password; what was given before the instant that is returned counts no more. */
    Instant setPassword(UUID id, String hash) {
        return change("password_hash = ?, valid_from = ?", hash, id);
    }

    /** Stores the same password under a newer hash; who is signed in stays so. */
    void rehash(UUID id, String hash) {
        database.forService(jdbc -> jdbc.sql("UPDATE user_account SET password_hash = ? WHERE id = ?")
                .params(hash, id)
                .update());
    }

    /** Ends all sessions and refresh tokens of before the instant that is returned. */
    Instant signOutEverywhere(UUID id) {
        return change("password_hash = coalesce(?, password_hash), valid_from = ?", null, id);
    }

    private Instant change(String set, @Nullable String hash, UUID id) {
        // As exact as tokens say when they were made.
        var at = time.instant().truncatedTo(ChronoUnit.MILLIS);
        var now = at.atOffset(ZoneOffset.UTC);
        database.forService(jdbc -> jdbc.sql(
                        "UPDATE user_account SET " + set + ", revision = revision + 1, updated_at = ? WHERE id = ?")
                .param(hash)
                .param(now)
                .param(now)
                .param(id)
                .update());
        return at;
    }

    @Override
    public boolean mayUse(UUID user, Instant given) {
        return find(user).map(account -> account.accepts(given)).orElse(false);
    }

    @Override
    public Optional<Profile> profile(UUID user) {
        return find(user)
                .map(account -> new Profile(
                        account.name(), account.email(), account.emailVerifiedAt() != null, account.operator()));
    }

    private static Account read(ResultSet row) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("email"),
                instant(row, "email_verified_at"),
                row.getString("name"),
                row.getString("password_hash"),
                instant(row, "disabled_at"),
                Objects.requireNonNull(instant(row, "valid_from")),
                row.getBoolean("operator"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
