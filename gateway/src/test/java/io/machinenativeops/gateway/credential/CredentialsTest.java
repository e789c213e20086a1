package io.machinenativeops.gateway.credential;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;

import io.machinenativeops.platform.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CredentialsTest {

    private static final String KEY = "mno_live_8fK2mQ0zR4tYb7Xc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA4dmPOd";

    private static MockHttpServletRequest request(String... authorization) {
        var request = new MockHttpServletRequest("GET", "/");
        for (var value : authorization) {
            request.addHeader("Authorization", value);
        }
        return request;
    }

    private static Credential read(String... authorization) {
        return Credentials.of(request(authorization));
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEveryFormOfAKey() {
        for (var form : new String[] {
            "Bearer " + KEY,
            "bearer  " + KEY + " ",
            "BEARER " + KEY,
            KEY,
            basic("__token__", KEY),
            basic("", KEY),
            basic("8fK2mQ0zR4tYb7Xc", KEY),
            basic("ü", KEY).replace("Basic", "basic")
        }) {
            assertThat(read(form)).as(form).isEqualTo(new ApiKey(KEY));
        }
    }

    @Test
    void leavesOtherTokensAsTheyAre() {
        assertThat(read("Bearer a.b.c")).isEqualTo(new AccessToken("a.b.c"));
        assertThat(read("Bearer a.b.c")).hasToString("an access token");
        assertThat(read()).isEqualTo(new NoCredential());
        assertThat(read("  ")).isEqualTo(new NoCredential());
    }

    @Test
    void refusesWhatCanBeNoCredentialWithoutRepeatingIt() {
        refused("invalid-api-key", "Bearer " + KEY + "A");
        refused("invalid-api-key", KEY.replace('8', '9'));
        refused("invalid-api-key", basic("user", "my secret"));
        refused("invalid-api-key", basic(KEY, ""));
        refused("invalid-api-key", "Basic not-base64");
        refused(
                "invalid-api-key",
                "Basic " + Base64.getEncoder().encodeToString("nocolon".getBytes(StandardCharsets.UTF_8)));
        refused("unauthenticated", "Digest username=x");
        refused("unauthenticated", "secret");
        refused("malformed-request", "Bearer " + KEY, "Bearer " + KEY);
    }

    private static void refused(String code, String... authorization) {
        assertThatThrownBy(() -> read(authorization))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type().code()).isEqualTo(code))
                .hasMessageNotContainingAny("secret", "AAAA", "nocolon");
    }

    @Test
    void seesAKeyInAnyForm() {
        assertThat(Credentials.holdKey(request("Bearer " + KEY))).isTrue();
        assertThat(Credentials.holdKey(request(basic("x", KEY)))).isTrue();
        assertThat(Credentials.holdKey(request(basic("client", "secret")))).isFalse();
        assertThat(Credentials.holdKey(request("Basic ***"))).isFalse();
        assertThat(Credentials.holdKey(request())).isFalse();
    }

    @Test
    void saysInARequestOnlyWhatWasFoundOut() {
        var sent = request("Bearer " + KEY);
        sent.addHeader("cookie", "a=b");
        sent.addHeader("X-Kept", "1");

        var passed = new AuthorizedRequest(sent)
                .saying("authorization", "Bearer jwt")
                .saying("Cookie", null);

        assertThat(passed.getHeader("Authorization")).isEqualTo("Bearer jwt");
        assertThat(Collections.list(passed.getHeaders("AUTHORIZATION"))).containsExactly("Bearer jwt");
        assertThat(passed.getHeader("cookie")).isNull();
        assertThat(Collections.list(passed.getHeaders("cookie"))).isEmpty();
        assertThat(passed.getHeader("x-kept")).isEqualTo("1");
        assertThat(Collections.list(passed.getHeaderNames())).containsExactly("Authorization", "X-Kept");
    }
}
