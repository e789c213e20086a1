package io.machinenativeops.gateway;

import java.util.List;

import io.machinenativeops.platform.address.AddressRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class OriginTest {

    private static final List<AddressRange> PROXIES =
            List.of(AddressRange.of("10.0.0.0/8"), AddressRange.of("2001:db8:1::/48"));

    private static MockHttpServletRequest from(String peer) {
        var request = new MockHttpServletRequest();
        request.setRemoteAddr(peer);
        request.setScheme("http");
        request.addHeader("Host", "inside:8080");
        return request;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1    | 203.0.113.7                       | 203.0.113.7",
                "10.0.0.1    | 6.6.6.6, 203.0.113.7              | 203.0.113.7",
                "10.0.0.1    | 6.6.6.6, 203.0.113.7, 10.9.9.9    | 203.0.113.7",
                "10.0.0.1    | 10.7.7.7, 10.9.9.9                | 10.7.7.7",
                "10.0.0.1    | 203.0.113.7:51234                 | 203.0.113.7",
                "10.0.0.1    | [2001:db8:2::7]:443               | 2001:db8:2:0:0:0:0:7",
                "10.0.0.1    | 203.0.113.7, unknown              | 10.0.0.1",
                "10.0.0.1    | 203.0.113.7, 1                    | 10.0.0.1",
                "10.0.0.1    | 203.0.113.7, localhost, 10.9.9.9  | 10.9.9.9",
                "10.0.0.1    | ''                                | 10.0.0.1",
                "2001:db8:1::5%eth0 | 203.0.113.7                | 203.0.113.7",
                "203.0.113.9 | 6.6.6.6                           | 203.0.113.9",
                "2001:db8:2::5%eth0 | 6.6.6.6                    | 2001:db8:2::5",
            })
    void takesTheLastAddressThatIsNoProxyOfOurs(String peer, String heard, String address) {
        var request = from(peer);
        request.addHeader("X-Forwarded-For", heard);
        assertThat(Origin.of(request, PROXIES).address()).isEqualTo(address);
        assertThat(Origin.of(request).address()).isEqualTo(address);
    }

    @Test
    void believesSchemeAndHostOfProxiesOnly() {
        for (var peer : new String[] {"10.0.0.1", "203.0.113.9"}) {
            var request = from(peer);
            request.addHeader("X-Forwarded-Proto", "HTTPS");
            request.addHeader("X-Forwarded-Host", "evil.example, mno.example:8443");
            var trusted = peer.startsWith("10.");
            assertThat(Origin.of(request, PROXIES))
                    .isEqualTo(
                            trusted
                                    ? new Origin(peer, "https", "mno.example:8443")
                                    : new Origin(peer, "http", "inside:8080"));
            assertThat(Origin.of(request).isSecure()).isEqualTo(trusted);
        }
    }

    @Test
    void takesNothingThatIsNoSchemeOrHost() {
        var request = from("10.0.0.1");
        request.addHeader("X-Forwarded-Proto", "javascript");
        request.addHeader("X-Forwarded-Host", "mno.example/path");
        assertThat(Origin.of(request, PROXIES)).isEqualTo(new Origin("10.0.0.1", "http", "inside:8080"));
    }

    @Test
    void believesNobodyWhereNobodyIsNamed() {
        var request = from("127.0.0.1");
        request.addHeader("X-Forwarded-For", "6.6.6.6");
        assertThat(Origin.of(request, List.of()).address()).isEqualTo("127.0.0.1");
    }
}
