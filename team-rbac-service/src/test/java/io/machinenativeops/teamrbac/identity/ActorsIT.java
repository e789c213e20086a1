package io.machinenativeops.teamrbac.identity;

import java.util.List;
import java.util.Map;

import io.machinenativeops.teamrbac.Api;
import io.machinenativeops.teamrbac.TeamRbacService;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ActorsIT extends TeamRbacService {

    /** A token that says more than is true: what is stored decides. */
    private Api claiming(String subject, String... keyId) {
        return new Api(
                client,
                () -> ISSUER.token(
                        organization.toString(),
                        claims -> claims.subject(subject)
                                .claim("keyId", keyId.length == 0 ? null : keyId[0])
                                .claim("authzRev", 1_000_000)
                                .claim(
                                        "grants",
                                        Map.of(
                                                everywhere.toString(),
                                                List.of(
                                                        "usage:read",
                                                        "team:manage",
                                                        "member:read",
                                                        "org:manage",
                                                        "user:self")))));
    }

    @Test
    void givesWhoComesByAKeyWhatTheKeyHas() {
        var made = as(owner).post("/api-keys", Map.of("name", "reader", "role", "viewer"));
        assertThat(made.status()).isEqualTo(201);
        var keyId = made.text("keyId");
        var key = claiming(owner.toString(), keyId);

        assertThat(key.get("/teams").status()).isEqualTo(200);
        assertThat(key.post("/teams", Map.of("name", "red")).code()).isEqualTo("403 forbidden");
        assertThat(key.post("/members/me/leave").code()).isEqualTo("403 forbidden-not-a-user");
        assertThat(key.post("/organizations/" + organization + "/transfer", Map.of("to", NewId.next()))
                        .code())
                .isEqualTo("403 forbidden-not-the-owner");
        assertThat(key.post("/organizations/" + organization + "/restore").code())
                .isEqualTo("404 not-found");
        assertThat(claiming(owner.toString())
                        .post("/teams", Map.of("name", "red"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void refusesRevokedKeysAndWhoIsNoPrincipal() {
        assertThat(claiming(owner.toString(), "0123456789abcdef").get("/teams").code())
                .isEqualTo("401 token-superseded");
        assertThat(claiming("client:services").get("/teams").code()).isEqualTo("403 forbidden");
        assertThat(claiming("client:services").get("/organizations").code()).isEqualTo("403 forbidden-not-a-user");
        assertThat(claiming("user:1-1-1-1-1").get("/organizations").code()).isEqualTo("403 forbidden");
    }

    @Test
    void believesNoTokenThatSaysMoreThanIsStored() {
        var stranger = "user:" + NewId.next();
        var api = claiming(stranger);
        assertThat(api.post("/teams", Map.of("name", "red")).code()).isEqualTo("404 not-found");
        assertThat(api.get("/teams").body().path("items")).isEmpty();
        assertThat(api.get("/members").body().path("items")).isEmpty();
        assertThat(api.get("/role-bindings").body().path("items")).isEmpty();
        assertThat(api.get("/organizations/" + organization).code()).isEqualTo("404 not-found");
        assertThat(api.delete("/organizations/" + organization, "*").code()).isEqualTo("404 not-found");
        assertThat(api.post("/members/me/leave").code()).isEqualTo("404 not-found");
    }
}
