package io.machinenativeops.gateway.limit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class PartyTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    private static String token(String claims) {
        return "Bearer e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    @Test
    void takesWhoWasVerifiedWhateverTheTokenSays() {
        request.addHeader("Authorization", token("{\"org\":\"other\",\"sub\":\"user:x\"}"));
        new CallerIdentity("acme", "agent:a", "k1").belongsTo(request);

        var party = Party.of(request);

        assertThat(party).isEqualTo(new Party("", "127.0.0.1", "acme", "agent:a", "k1"));
        assertThat(party.sharer()).isEqualTo("acme");
    }

    @Test
    void countsUnverifiedClaimsByAddressToo() {
        request.addHeader("Authorization", token("{\"org\":\"acme\",\"sub\":\"user:x\"}"));

        var party = Party.of(request);

        assertThat(party).isEqualTo(new Party("127.0.0.1/", "127.0.0.1", "acme", "user:x", null));
        assertThat(party.sharer()).isEqualTo("127.0.0.1/acme");
    }

    @Test
    void whatIsNoTokenIsNobody() {
        for (var sent : new String[] {
            "",
            "Basic YTpi",
            "Bearer abc",
            "Bearer a.b",
            "Bearer a.%%%.c",
            token("[]"),
            token("{\"org\":7}"),
            token("{")
        }) {
            request.removeHeader("Authorization");
            request.addHeader("Authorization", sent);
            assertThat(Party.of(request).sharer()).as(sent).isEqualTo("address:127.0.0.1");
        }
        request.removeHeader("Authorization");
        request.addHeader("Authorization", token("{\"org\":\"" + "x".repeat(129) + "\"}"));
        assertThat(Party.of(request).organization()).isNull();
    }
}
