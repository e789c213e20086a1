package io.machinenativeops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user of this stack needs, as it stands in {@code credentials.json}.
 *
 * @param apiKey a token for the whole organisation, valid for a year and renewed in its last month
 * @param adminEmail as whom to sign in at the gateway: the first user, who runs the platform
 */
record Credentials(
        String gatewayUrl,
        UUID organizationId,
        UUID projectId,
        String apiKey,
        String adminEmail,
        String adminPassword) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration VALID = Duration.ofDays(365);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    private static final Duration OPERATOR_VALID = Duration.ofMinutes(5);
    private static final String AUDIENCE = "mno";
    /** The organisation of a token that belongs to none. */
    private static final UUID NOBODY = new UUID(0, 0);

    /** Every permission there is: this is the key of whoever owns the machine. */
    static final List<String> PERMISSIONS = List.of(
            "usage:read",
            "usage:write",
            "usage:admin",
            "price:manage",
            "budget:read",
            "budget:reserve",
            "budget:manage",
            "alert:read",
            "alert:manage",
            "artifact:read",
            "artifact:publish",
            "artifact:admin",
            "prompt:read",
            "prompt:write",
            "prompt:publish",
            "experiment:manage",
            "github:read",
            "github:manage",
            "subscription:read",
            "subscription:manage",
            "member:read",
            "member:manage",
            "team:manage",
            "project:manage",
            "role:manage",
            "apikey:own",
            "apikey:manage",
            "audit:read",
            "org:manage");

    /** The credentials on disk, with the same ids and, while it is good, the same key; made where there are none. */
    static Credentials loadOrCreate(Settings settings, SigningKey key, Clock clock) {
        Optional<Credentials> found = read(settings.credentials());
        Instant now = clock.instant();
        UUID organization = found.map(Credentials::organizationId).orElseGet(() -> Uuid7.at(now));
        UUID project = found.map(Credentials::projectId).orElseGet(() -> Uuid7.at(now));
        String apiKey = found.map(Credentials::apiKey)
                .filter(token -> isGood(token, settings, key, now))
                .orElseGet(() -> mint(settings, key, now, organization, project));
        Map<String, String> first = new ServiceSecrets(settings.keys()).ofFirstUser();
        Credentials credentials = new Credentials(
                settings.gatewayUrl(),
                organization,
                project,
                apiKey,
                first.getOrDefault(ServiceSecrets.FIRST_USER, ""),
                first.getOrDefault(ServiceSecrets.FIRST_PASSWORD, ""));
        try {
            PrivateFiles.write(
                    settings.credentials(),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(credentials) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + settings.credentials(), e);
        }
        return credentials;
    }

    private static Optional<Credentials> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readString(file), Credentials.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new IllegalStateException(
                    "%s cannot be read (%s): repair or remove it".formatted(file, e.getMessage()), e);
        }
    }

    private static boolean isGood(String token, Settings settings, SigningKey key, Instant now) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return key.signed(jwt)
                    && settings.issuer().equals(claims.getIssuer())
                    && claims.getExpirationTime().toInstant().isAfter(now.plus(RENEWED_BEFORE));
        } catch (ParseException e) {
            return false;
        }
    }

    /** A token of an operator, who sees what all organisations see, for five minutes. */
    static String operator(Settings settings, SigningKey key, Instant now) {
        return key.sign(claims(settings, now, NOBODY)
                .subject("local-operator")
                .expirationTime(Date.from(now.plus(OPERATOR_VALID)))
                .claim("grants", Map.of("platform:all", List.of("usage:admin")))
                .build());
    }

    private static String mint(Settings settings, SigningKey key, Instant now, UUID organization, UUID project) {
        return key.sign(claims(settings, now, organization)
                .subject("local-owner")
                .expirationTime(Date.from(now.plus(VALID)))
                .claim("project", project.toString())
                .claim("keyId", Uuid7.at(now).toString())
                .claim("grants", Map.of("organization:" + organization, PERMISSIONS))
                .build());
    }

    private static JWTClaimsSet.Builder claims(Settings settings, Instant now, UUID organization) {
        return new JWTClaimsSet.Builder()
                .issuer(settings.issuer())
                .audience(AUDIENCE)
                .issueTime(Date.from(now))
                .jwtID(Uuid7.at(now).toString())
                .claim("org", organization.toString())
                .claim("authzRev", 1);
    }
}
