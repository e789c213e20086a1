package io.machinenativeops.platform.security;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IssuerKeysTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
    private final AtomicReference<@Nullable JWKSet> issuer = new AtomicReference<>(new JWKSet(List.of(key("one"))));
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final IssuerKeys keys = new IssuerKeys(location(), this::read, now::get, changes::incrementAndGet);

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static URL location() {
        try {
            return URI.create("https://id.example/oauth2/jwks").toURL();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Resource read(URL url) throws IOException {
        reads.incrementAndGet();
        var set = issuer.get();
        if (set == null) {
            throw new IOException("away");
        }
        return new Resource(set.toString(true), "application/json");
    }

    private int found(String id) throws KeySourceException {
        return keys.get(selector(id), null).size();
    }

    private static JWKSelector selector(String id) {
        return new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
    }

    private void pass(Duration time) {
        now.updateAndGet(moment -> moment.plus(time));
    }

    @Test
    void readsOnceForManyRequests() throws KeySourceException {
        for (int i = 0; i < 100; i++) {
            assertThat(found("one")).isEqualTo(1);
        }
        assertThat(reads).hasValue(1);
        assertThat(changes).hasValue(1);
        keys.refresh();
        assertThat(changes).as("the same set again").hasValue(1);
    }

    @Test
    void asksForAnUnknownKeyAtOnceButNotAgainSoon() throws KeySourceException {
        assertThat(found("one")).isEqualTo(1);
        pass(Duration.ofSeconds(6));
        issuer.set(new JWKSet(List.of(key("one"), key("two"))));
        assertThat(found("two")).isEqualTo(1);
        assertThat(reads).hasValue(2);
        assertThat(changes).hasValue(2);
        for (int i = 0; i < 100; i++) {
            assertThat(found("made-up")).isZero();
        }
        assertThat(reads).hasValue(2);
        pass(Duration.ofSeconds(6));
        assertThat(found("made-up")).isZero();
        assertThat(reads).hasValue(3);
    }

    @Test
    void failsNoRequestWhileTheIssuerIsAwayForTenMinutes() throws KeySourceException {
        assertThat(found("one")).isEqualTo(1);
        issuer.set(null);
        for (int second = 0; second < 600; second += 5) {
            pass(Duration.ofSeconds(5));
            assertThat(keys.refresh()).isEqualTo(Duration.ofSeconds(5));
            int before = reads.get();
            assertThat(found("one")).isEqualTo(1);
            assertThat(reads).as("no request waits for the issuer").hasValue(before);
        }
        issuer.set(new JWKSet(List.of(key("two"))));
        assertThat(keys.refresh()).isEqualTo(Duration.ofSeconds(3));
        assertThat(found("one")).as("a key that was taken back").isZero();
        assertThat(found("two")).isEqualTo(1);
    }

    @Test
    void saysThatKeysCantBeReadWhenNoneAreKnownOrTheyAreTooOld() throws KeySourceException {
        issuer.set(null);
        assertThat(keys.refresh()).as("soon, while there are none").isEqualTo(Duration.ofMillis(500));
        assertThatThrownBy(() -> found("one"))
                .isInstanceOf(KeySourceException.class)
                .hasMessageContaining("id.example");
        issuer.set(new JWKSet(List.of(key("one"))));
        pass(Duration.ofSeconds(6));
        assertThat(found("one")).isEqualTo(1);
        issuer.set(null);
        pass(Duration.ofMinutes(61));
        assertThatThrownBy(() -> found("one")).isInstanceOf(KeySourceException.class);
    }

    @Test
    void refusesLocationsThatAreNone() {
        assertThatThrownBy(() -> IssuerKeys.at("no location", now::get, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no location");
    }
}
