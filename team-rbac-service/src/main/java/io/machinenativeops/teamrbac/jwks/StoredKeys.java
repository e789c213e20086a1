package io.machinenativeops.teamrbac.jwks;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Signing keys in PostgreSQL. Replicas take turns by an advisory lock, and use the database's clock, so that two of them make one
 * key where one is due.
 */
final class StoredKeys {

    private static final long LOCK = 0x6d6e6f5f6b657973L;

    private final TenantDatabase database;
    private final KeyCipher cipher;
    private final JwksProperties times;

    StoredKeys(TenantDatabase database, KeyCipher cipher, JwksProperties times) {
        this.database = database;
        this.cipher = cipher;
        this.times = times;
    }

    /** Makes a key if one is due, forgets those that are over, and reads the rest. */
    KeyRing turn() {
        return database.forService(jdbc -> {
            if (isWork(jdbc)) {
                lock(jdbc);
                boolean first = jdbc.sql("SELECT NOT EXISTS (SELECT FROM signing_key)")
                        .query(Boolean.class)
                        .single();
                if (first) {
                    insert(jdbc, Duration.ZERO);
                } else if (isDue(jdbc)) {
                    insert(jdbc, times.lead());
                }
                forget(jdbc);
            }
            return read(jdbc);
        });
    }

    /** A new key signs from now on, and no other counts any more: for a key that somebody else may have. */
    KeyRing replaceAll() {
        return database.forService(jdbc -> {
            lock(jdbc);
            jdbc.sql("DELETE FROM signing_key").update();
            insert(jdbc, Duration.ZERO);
            return read(jdbc);
        });
    }

    private static void lock(JdbcClient jdbc) {
        jdbc.sql("SELECT pg_advisory_xact_lock(?)").param(LOCK).query().singleRow();
    }

    private boolean isWork(JdbcClient jdbc) {
        return isDue(jdbc)
                || jdbc.sql("SELECT EXISTS (SELECT FROM signing_key WHERE " + OVER + ")")
                        .param(seconds(times.rest()))
                        .query(Boolean.class)
                        .single();
    }

    /** True with no key at all, too. */
    private boolean isDue(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT coalesce(max(signs_from) + make_interval(secs => ?) <= clock_timestamp(), true)
                        FROM signing_key""")
                .param(seconds(times.period().minus(times.lead())))
                .query(Boolean.class)
                .single();
    }

    /** A later key has signed for so long that nothing signed with this one is in force. */
    private static final String OVER = """
            EXISTS (
                SELECT FROM signing_key later
                WHERE later.signs_from > signing_key.signs_from
                AND later.signs_from + make_interval(secs => ?) <= clock_timestamp())""";

    private void forget(JdbcClient jdbc) {
        jdbc.sql("DELETE FROM signing_key WHERE " + OVER)
                .param(seconds(times.rest()))
                .update();
    }

    private void insert(JdbcClient jdbc, Duration until) {
        var pair = generate();
        jdbc.sql("""
                        INSERT INTO signing_key (kid, public_jwk, private_jwk, made_at, signs_from)
                        VALUES (?, ?, ?, clock_timestamp(), clock_timestamp() + make_interval(secs => ?))""")
                .params(
                        pair.getKeyID(),
                        pair.toPublicJWK().toJSONString(),
                        cipher.hide(
                                "signing key " + pair.getKeyID(),
                                pair.toJSONString().getBytes(StandardCharsets.UTF_8)),
                        seconds(until))
                .update();
    }

    private KeyRing read(JdbcClient jdbc) {
        return new KeyRing(jdbc.sql("SELECT kid, private_jwk, signs_from FROM signing_key ORDER BY signs_from")
                .query((row, _) -> key(row))
                .list());
    }

    private KeyRing.Key key(ResultSet row) throws SQLException {
        var kid = row.getString("kid");
        try {
            var plain = cipher.show("signing key " + kid, row.getBytes("private_jwk"));
            return new KeyRing.Key(
                    ECKey.parse(new String(plain, StandardCharsets.UTF_8)),
                    row.getObject("signs_from", OffsetDateTime.class).toInstant());
        } catch (ParseException unreadable) {
            throw new IllegalStateException("signing key " + kid + " can't be read", unreadable);
        }
    }

    private static ECKey generate() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(Algorithm.parse(JWSAlgorithm.ES256.getName()))
                    .generate();
        } catch (JOSEException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
