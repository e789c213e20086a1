package io.machinenativeops.platform.path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PathFirewallTest {

    private final HttpFirewall firewall = new PathAutoConfiguration().pathFirewall();

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer a.b~", "a\tb", "é", "日本"})
    void letsHeadersThroughThatSayNothingUnprintable(String value) {
        assertThat(header(value)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "a\nb", "\u007f", "\u0085", "\ufffe"})
    void refusesHeadersWithControlSignsOrSignsThatAreNone(String value) {
        assertThatExceptionOfType(RequestRejectedException.class).isThrownBy(() -> header(value));
    }

    private String header(String value) {
        var request = new MockHttpServletRequest("GET", "/api/v1/things");
        request.addHeader("X-Said", value);
        return firewall.getFirewalledRequest(request).getHeader("X-Said");
    }
}
