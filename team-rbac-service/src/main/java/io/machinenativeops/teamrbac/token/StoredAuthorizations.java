package io.machinenativeops.teamrbac.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import io.machinenativeops.platform.digest.Sha256;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who signed in for which client, in PostgreSQL; of tokens only digests are stored. A refresh token that comes a second time ends
 * the authorization with all that was given under it. Tokens of services are not stored: they live for minutes.
 */
final class StoredAuthorizations implements OAuth2AuthorizationService {

    private static final Logger log = LoggerFactory.getLogger(StoredAuthorizations.class);
    private static final Duration AFTER_THE_END = Duration.ofMinutes(10);

    private final TenantDatabase database;
    private final RegisteredClientRepository clients;
    private final SignedInUsers users;
    private final JsonMapper json;
    private final InstantSource time;

    StoredAuthorizations(
            TenantDatabase database,
            RegisteredClientRepository clients,
            SignedInUsers users,
            JsonMapper json,
            InstantSource time) {
        this.database = database;
        this.clients = clients;
        this.users = users;
        this.json = json;
        this.time = time;
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        if (authorization.getAuthorizationGrantType().equals(AuthorizationGrantType.CLIENT_CREDENTIALS)) {
            return;
        }
        Integer revision = authorization.getAttribute(AuthorizationRow.REVISION);
        boolean stored = database.forService(
                jdbc -> revision == null ? insert(jdbc, authorization) : update(jdbc, authorization, revision));
        if (!stored) {
            log.warn("a code or refresh token of {} was used twice at once", authorization.getPrincipalName());
            end(UUID.fromString(authorization.getId()));
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    private boolean insert(JdbcClient jdbc, OAuth2Authorization authorization) {
        var code = Objects.requireNonNull(authorization.getToken(OAuth2AuthorizationCode.class), "code")
                .getToken();
        OAuth2AuthorizationRequest request = Objects.requireNonNull(
                authorization.getAttribute(OAuth2AuthorizationRequest.class.getName()), "request");
        return jdbc.sql("""
                        INSERT INTO oauth2_authorization (id, client_id, user_id, scopes, request, signed_in_at, code_hash,
                            code_issued_at, code_expires_at, revision, ends_at)
                        VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, 0, ?)""")
                        .param(UUID.fromString(authorization.getId()))
                        .param(authorization.getRegisteredClientId())
                        .param(Principal.of(authorization.getPrincipalName()).id())
                        .param(authorization.getAuthorizedScopes().toArray(String[]::new))
                        .param(json.writeValueAsString(AuthorizationRow.Request.of(request)))
                        .param(at(signedInAt(authorization)))
                        .param(Sha256.of(code.getTokenValue()))
                        .param(at(code.getIssuedAt()))
                        .param(at(code.getExpiresAt()))
                        .param(forgottenAt(code))
                        .update()
                == 1;
    }

    private static Instant signedInAt(OAuth2Authorization authorization) {
        Authentication person = authorization.getAttribute(java.security.Principal.class.getName());
        if (person != null && person.getDetails() instanceof SignedIn(var at)) {
            return at;
        }
        throw new IllegalStateException(
                "the sign-in of " + authorization.getPrincipalName() + " says not when it was: expected SignedIn");
    }

    /** Whether nobody else wrote it since it was read. */
    private boolean update(JdbcClient jdbc, OAuth2Authorization authorization, int revision) {
        var id = UUID.fromString(authorization.getId());
        var code = authorization.getToken(OAuth2AuthorizationCode.class);
        var access = authorization.getAccessToken();
        var refresh = authorization.getRefreshToken();
        var idToken = authorization.getToken(OidcIdToken.class);
        boolean revoked = (access != null && access.isInvalidated()) || (refresh != null && refresh.isInvalidated());
        int written = jdbc.sql("""
                        UPDATE oauth2_authorization SET revision = revision + 1, code_used = ?, revoked = revoked OR ?
                        WHERE id = ? AND revision = ?""")
                .params(code != null && code.isInvalidated(), revoked, id, revision)
                .update();
        if (written == 0) {
            return false;
        }
        if (access != null && isKnown(access.getToken())) {
            give(jdbc, id, "access", access.getToken());
        }
        if (refresh != null && isKnown(refresh.getToken())) {
            spend(jdbc, id, Sha256.of(refresh.getToken().getTokenValue()));
            give(jdbc, id, "refresh", refresh.getToken());
        }
        if (idToken != null && isKnown(idToken.getToken())) {
            var claims = AuthorizationRow.withSeconds(idToken.getToken().getClaims());
            jdbc.sql("UPDATE oauth2_authorization SET id_token = ?::jsonb, id_token_hash = ? WHERE id = ?")
                    .params(
                            json.writeValueAsString(claims),
                            Sha256.of(idToken.getToken().getTokenValue()),
                            id)
                    .update();
        }
        return true;
    }

    private static boolean isKnown(OAuth2Token token) {
        return !token.getTokenValue().equals(AuthorizationRow.UNKNOWN);
    }

    private static void spend(JdbcClient jdbc, UUID id, byte[] next) {
        jdbc.sql("""
                        INSERT INTO oauth2_spent_refresh (hash, authorization_id)
                        SELECT refresh_hash, id FROM oauth2_authorization WHERE id = ? AND refresh_hash <> ?
                        ON CONFLICT DO NOTHING""").params(id, next).update();
    }

    private static void give(JdbcClient jdbc, UUID id, String what, OAuth2Token token) {
        jdbc.sql("UPDATE oauth2_authorization SET " + what + "_hash = ?, " + what + "_issued_at = ?, " + what
                        + "_expires_at = ?, ends_at = greatest(ends_at, ?) WHERE id = ?")
                .param(Sha256.of(token.getTokenValue()))
                .param(at(token.getIssuedAt()))
                .param(at(token.getExpiresAt()))
                .param(forgottenAt(token))
                .param(id)
                .update();
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        end(UUID.fromString(authorization.getId()));
    }

    /** Ends all that was given for one sign-in. */
    private void end(UUID id) {
        database.forService(
                jdbc -> jdbc.sql("UPDATE oauth2_authorization SET revoked = true, revision = revision + 1 WHERE id = ?")
                        .param(id)
                        .update());
    }

    /** Forgets what is over. */
    void forget() {
        database.forService(jdbc -> jdbc.sql("DELETE FROM oauth2_authorization WHERE ends_at < ?")
                .param(at(time.instant()))
                .update());
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return find("id = ?", UUID.fromString(id), "", "");
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        var kind = type == null ? "" : type.getValue();
        var hash = Sha256.of(token);
        var found = Stream.of("code", "access", "refresh", "id_token")
                .filter(each -> kind.isEmpty() || kind.equals(each) || kind.equals(each + "_token"))
                .map(each -> find(each + "_hash = ?", hash, each, token))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(null);
        if (found == null) {
            endIfSpent(hash);
        }
        return found;
    }

    private void endIfSpent(byte[] hash) {
        database.forService(jdbc -> jdbc.sql("SELECT authorization_id FROM oauth2_spent_refresh WHERE hash = ?")
                        .param(hash)
                        .query(UUID.class)
                        .optional())
                .ifPresent(id -> {
                    log.warn("a refresh token came again: all that was given under authorization {} is refused", id);
                    end(id);
                });
    }

    private @Nullable OAuth2Authorization find(String where, Object value, String by, String token) {
        var row = database.forService(jdbc -> jdbc.sql("SELECT * FROM oauth2_authorization WHERE " + where)
                .param(value)
                .query((found, _) -> AuthorizationRow.read(found, by, token, json))
                .optional());
        if (row.isEmpty()) {
            return null;
        }
        var found = row.get();
        var client = clients.findById(found.client());
        return client == null
                ? null
                : found.building().build(client, found.revoked() || !users.mayUse(found.user(), found.signedInAt()));
    }

    private static OffsetDateTime forgottenAt(OAuth2Token token) {
        return Objects.requireNonNull(token.getExpiresAt(), "end")
                .plus(AFTER_THE_END)
                .atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
