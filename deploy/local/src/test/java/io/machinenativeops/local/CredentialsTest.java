package io.machinenativeops.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CredentialsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path home;

    private Settings settings;

    @BeforeEach
    void settings() {
        settings = Settings.from(Map.of("MNO_HOME", home.toString()));
    }

    private Credentials at(Instant time) {
        return Credentials.loadOrCreate(settings, SigningKey.loadOrCreate(settings), Clock.fixed(time, ZoneOffset.UTC));
    }

    @Test
    void mintsAKeyThatThePublishedSetVerifies() throws Exception {
        Credentials credentials = at(NOW);

        SignedJWT token = SignedJWT.parse(credentials.apiKey());
        JWKSet published = JWKSet.load(settings.jwks().toFile());
        assertThat(published.containsNonPublicKeys()).isFalse();
        var key = published.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("http://localhost:8080");
        assertThat(claims.getAudience()).containsExactly("mno");
        assertThat(claims.getStringClaim("org"))
                .isEqualTo(credentials.organizationId().toString());
        assertThat(claims.getStringClaim("project"))
                .isEqualTo(credentials.projectId().toString());
        assertThat(claims.getExpirationTime()).isEqualTo("2027-11-22T10:00:00Z");
        assertThat(claims.getJSONObjectClaim("grants"))
                .containsOnlyKeys("organization:" + credentials.organizationId());
        assertThat((List<?>) claims.getJSONObjectClaim("grants").get("organization:" + credentials.organizationId()))
                .hasSize(29);
    }

    @Test
    void keepsKeyAndIdsUntilTheKeyIsAboutToExpire() {
        Credentials first = at(NOW);
        assertThat(at(NOW.plus(Duration.ofDays(334)))).isEqualTo(first);

        Credentials renewed = at(NOW.plus(Duration.ofDays(336)));
        assertThat(renewed.apiKey()).isNotEqualTo(first.apiKey());
        assertThat(renewed.organizationId()).isEqualTo(first.organizationId());
        assertThat(renewed.projectId()).isEqualTo(first.projectId());
    }

    @Test
    void mintsAnewWhenTheSigningKeyIsAnother() throws Exception {
        Credentials first = at(NOW);
        AppFolder.remove(settings.keys());
        Credentials second = at(NOW);
        assertThat(second.apiKey()).isNotEqualTo(first.apiKey());
        assertThat(second.organizationId()).isEqualTo(first.organizationId());
    }

    @Test
    void completesCredentialsOfBeforeWithTheFirstUser() throws Exception {
        Credentials first = at(NOW);
        String before = Files.readString(settings.credentials());
        Files.writeString(
                settings.credentials(),
                "{\"gatewayUrl\":\"http://127.0.0.1:1\",\"organizationId\":\"%s\",\"projectId\":\"%s\",\"apiKey\":\"%s\"}"
                        .formatted(first.organizationId(), first.projectId(), first.apiKey()));

        assertThat(at(NOW)).isEqualTo(first);
        assertThat(Files.readString(settings.credentials())).isEqualTo(before);
        assertThat(first.adminEmail()).isEqualTo("admin@localhost");
        assertThat(first.adminPassword()).hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void keepsSecretsFromOthers() throws Exception {
        at(NOW);
        assertThat(Files.getPosixFilePermissions(settings.credentials()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(settings.keys().resolve("signing-key.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(settings.keys()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void saysWhichFileIsBroken() throws Exception {
        Files.writeString(settings.credentials(), "not json");
        assertThatThrownBy(() -> at(NOW))
                .hasMessageContaining(settings.credentials().toString());
        PrivateFiles.folder(settings.keys());
        Files.writeString(settings.keys().resolve("signing-key.json"), "{}");
        assertThatThrownBy(() -> SigningKey.loadOrCreate(settings)).hasMessageContaining("signing-key.json");
    }
}
