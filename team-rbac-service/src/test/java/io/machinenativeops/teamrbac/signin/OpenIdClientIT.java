package io.machinenativeops.teamrbac.signin;

import java.util.Map;

import io.machinenativeops.teamrbac.IssuerService;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The protocol as {@code openid-client} and {@code jose} of npm understand it. */
class OpenIdClientIT extends IssuerService {

    @Test
    void signsInRefreshesVerifiesAndFollowsARotation() throws Exception {
        var known = Map.of(
                "email", "admin@example.test",
                "password", "correct horse battery",
                "bff", "the-secret-of-bff-in-tests",
                "gateway", "gateway-secret-of-the-tests",
                "apiKey", apiKey(null),
                "organization", organization.toString());
        try (var journey = OpenIdScript.start("journey.js", uri("").toString(), ISSUER_URL)) {
            journey.send(json.writeValueAsString(known));
            assertThat(journey.end()).as(journey::output).isZero();
        }
    }
}
