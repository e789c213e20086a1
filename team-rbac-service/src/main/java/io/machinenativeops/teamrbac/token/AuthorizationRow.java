package io.machinenativeops.teamrbac.token;

import java.net.URL;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row of {@code oauth2_authorization}, found by one of its tokens: that one is known, of the others only when they end.
 */
record AuthorizationRow(String id, String client, UUID user, Instant signedInAt, boolean revoked, Building building) {

    /** Instead of the text of a token that is not known. */
    static final String UNKNOWN = "not stored";

    /** Attribute of an authorization that was read: how often the row was written. */
    static final String REVISION = "mno.revision";

    private static final String INVALID = OAuth2Authorization.Token.INVALIDATED_METADATA_NAME;
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /** Makes the authorization of the row, once it is known whether it still counts. */
    @FunctionalInterface
    interface Building {
        OAuth2Authorization build(RegisteredClient client, boolean ended);
    }

    /**
     * Reads a row.
     *
     * @param by {@code code}, {@code access}, {@code refresh}, {@code id_token}, or empty
     * @param token the text it was found by
     */
    static AuthorizationRow read(ResultSet row, String by, String token, JsonMapper json) throws SQLException {
        var id = row.getString("id");
        var user = row.getObject("user_id", UUID.class);
        var signedInAt = instant(row, "signed_in_at");
        var scopes = Set.of((String[]) row.getArray("scopes").getArray());
        var request = json.readValue(row.getString("request"), Request.class);
        int revision = row.getInt("revision");
        boolean codeUsed = row.getBoolean("code_used");
        var code = given(row, "code", by, token);
        var access = given(row, "access", by, token);
        var refresh = given(row, "refresh", by, token);
        var idToken = row.getString("id_token");
        return new AuthorizationRow(
                id, row.getString("client_id"), user, signedInAt, row.getBoolean("revoked"), (client, ended) -> {
                    var name = Principal.user(user).toString();
                    var made = OAuth2Authorization.withRegisteredClient(client)
                            .id(id)
                            .principalName(name)
                            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                            .authorizedScopes(scopes)
                            .attribute(REVISION, revision)
                            .attribute(
                                    OAuth2AuthorizationRequest.class.getName(),
                                    request.toRequest(client.getClientId(), scopes))
                            .attribute(
                                    java.security.Principal.class.getName(),
                                    SignedIn.byPassword(Principal.user(user), signedInAt));
                    code.map(each -> new OAuth2AuthorizationCode(each.value, each.issuedAt, each.expiresAt))
                            .forEach(each -> made.token(each, metadata -> metadata.put(INVALID, ended || codeUsed)));
                    access.map(each -> new OAuth2AccessToken(
                                    OAuth2AccessToken.TokenType.BEARER,
                                    each.value,
                                    each.issuedAt,
                                    each.expiresAt,
                                    scopes))
                            .forEach(each -> made.token(each, metadata -> metadata.put(INVALID, ended)));
                    refresh.map(each -> new OAuth2RefreshToken(each.value, each.issuedAt, each.expiresAt))
                            .forEach(each -> made.token(each, metadata -> metadata.put(INVALID, ended)));
                    if (idToken != null) {
                        var claims = withInstants(json.readValue(idToken, OBJECT));
                        var stored = new OidcIdToken(
                                UNKNOWN, (Instant) claims.get("iat"), (Instant) claims.get("exp"), claims);
                        made.token(stored, metadata -> {
                            metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims);
                            // A hint of whom a sign-out is about, also after all else was revoked.
                            metadata.put(INVALID, false);
                        });
                    }
                    return made.build();
                });
    }

    private record Given(String value, Instant issuedAt, Instant expiresAt) {}

    private static Stream<Given> given(ResultSet row, String what, String by, String token) throws SQLException {
        return row.getBytes(what + "_hash") == null
                ? Stream.empty()
                : List.of(new Given(
                                what.equals(by) ? token : UNKNOWN,
                                instant(row, what + "_issued_at"),
                                instant(row, what + "_expires_at")))
                        .stream();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class), column)
                .toInstant();
    }

    /** What of the authorization request is needed for its code. */
    record Request(
            String authorizationUri,
            @Nullable String redirectUri,
            @Nullable String state,
            Map<String, Object> additional) {

        static Request of(OAuth2AuthorizationRequest request) {
            return new Request(
                    request.getAuthorizationUri(),
                    request.getRedirectUri(),
                    request.getState(),
                    request.getAdditionalParameters());
        }

        private OAuth2AuthorizationRequest toRequest(String client, Set<String> scopes) {
            return OAuth2AuthorizationRequest.authorizationCode()
                    .authorizationUri(authorizationUri)
                    .clientId(client)
                    .redirectUri(redirectUri)
                    .scopes(new HashSet<>(scopes))
                    .state(state)
                    .additionalParameters(additional)
                    .build();
        }
    }

    /** Claims as JSON has them: instants in seconds. */
    static Map<String, Object> withSeconds(Map<String, Object> claims) {
        var plain = new LinkedHashMap<String, Object>();
        claims.forEach((name, value) -> plain.put(
                name,
                switch (value) {
                    case Instant at -> at.getEpochSecond();
                    case Date at -> at.toInstant().getEpochSecond();
                    case URL url -> url.toString();
                    default -> value;
                }));
        return plain;
    }

    private static Map<String, Object> withInstants(Map<String, Object> claims) {
        var read = new LinkedHashMap<>(claims);
        for (var name : List.of("iat", "exp")) {
            read.computeIfPresent(name, (_, seconds) -> Instant.ofEpochSecond(((Number) seconds).longValue()));
        }
        // As the generator of ID tokens wants it.
        read.computeIfPresent(
                "auth_time", (_, seconds) -> Date.from(Instant.ofEpochSecond(((Number) seconds).longValue())));
        return read;
    }
}
