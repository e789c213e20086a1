package io.machinenativeops.gateway.exchange;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is believed where a request comes from. */
class ProxyIT extends AtTheDoor {

    private static final String PROXY = "127.0.0.2";

    private static UnaryOperator<HttpRequest.Builder> saying(String authorization, String... headers) {
        return request -> request.header("Authorization", authorization).headers(headers);
    }

    @Test
    void believesATrustedProxyAndTellsServicesWhatItSaid() throws Exception {
        var key = "Bearer " + ISSUER.issue(organization);

        sendFrom(
                PROXY,
                USAGE,
                saying(
                        key,
                        "X-Forwarded-For",
                        "6.6.6.6, 203.0.113.7",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "mno.example"));

        var headers = SERVICE.last().headers();
        assertThat(headers.get("X-Forwarded-For")).containsExactly("203.0.113.7");
        assertThat(headers.get("X-Forwarded-Proto")).containsExactly("https");
        assertThat(headers.get("X-Forwarded-Host")).containsExactly("mno.example");
        assertThat(ISSUER.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked)
                        .as("what the ranges of a key are held to")
                        .containsEntry("mno_source", "203.0.113.7"));

        sendFrom(PROXY, USAGE, saying(key, "X-Forwarded-For", "203.0.113.8"));
        assertThat(ISSUER.asked()).as("another caller").hasSize(2);
        assertThat(ISSUER.asked().getLast()).containsEntry("mno_source", "203.0.113.8");
    }

    @Test
    void replacesEverythingThatACallerSaysOfItself() throws Exception {
        var claims = List.of(
                "X-Forwarded-For",
                "X-Forwarded-Proto",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "X-Forwarded-User",
                "X-Forwarded-Client-Cert",
                "X-Forwarded-Server",
                "Forwarded",
                "X-Real-IP",
                "X-Client-IP",
                "X-Cluster-Client-IP",
                "X-Original-Forwarded-For",
                "X-Original-URL",
                "X-Original-Host",
                "X-Rewrite-URL",
                "True-Client-IP",
                "CF-Connecting-IP",
                "Remote-User",
                "X-Remote-User",
                "X-Mno-Subject",
                "X-Mno-Organization-Id",
                "X-Mno-Grants",
                "X-MNO-INTERNAL",
                "x-forwarded-for");
        var key = "Bearer " + ISSUER.issue(organization);

        for (var peer : List.of("127.0.0.1", PROXY)) {
            sendFrom(peer, USAGE, request -> {
                request.header("Authorization", key);
                claims.forEach(name -> request.header(name, "s9oof"));
                return request;
            });
            var headers = SERVICE.last().headers();
            assertThat(headers.get("X-Forwarded-For")).containsExactly(peer);
            assertThat(headers.get("X-Forwarded-Proto")).containsExactly("http");
            headers.forEach((name, values) -> {
                var said = name.toLowerCase(Locale.ROOT).equals("x-forwarded-host") && peer.equals(PROXY);
                assertThat(said || values.stream().noneMatch(value -> value.contains("s9oof")))
                        .as(name + " of " + peer)
                        .isTrue();
            });
        }
    }

    @Test
    void countsByTheCallerBehindAProxyAndNotByWhatOthersClaim() throws Exception {
        for (var flood = 0; flood < 60; flood++) {
            sendFrom(
                    PROXY,
                    USAGE,
                    saying("Bearer " + Issuer.wellFormed(), "X-Forwarded-For", flood + ".1.1.1, 203.0.113.66"));
        }
        assertThat(ISSUER.asked()).as("one caller, whatever it claims").hasSize(40);
        assertThat(sendFrom(
                                PROXY,
                                USAGE,
                                saying("Bearer " + ISSUER.issue(organization), "X-Forwarded-For", "203.0.113.67"))
                        .statusCode())
                .as("a neighbour behind the same proxy")
                .isEqualTo(200);

        ISSUER.forgetWhatWasAsked();
        for (var flood = 0; flood < 60; flood++) {
            sendFrom(
                    "127.0.0.3",
                    USAGE,
                    saying("Bearer " + Issuer.wellFormed(), "X-Forwarded-For", "203.0.113." + flood));
        }
        assertThat(ISSUER.asked()).as("no proxy of ours").hasSize(40);
        assertThat(ISSUER.asked()).extracting("mno_source").containsOnly("127.0.0.3");
    }
}
