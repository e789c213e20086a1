package io.machinenativeops.teamrbac.signin;

import java.time.Duration;

import io.machinenativeops.teamrbac.token.IssuerProperties;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.web.http.CookieSerializer.CookieValue;

import static org.assertj.core.api.Assertions.assertThat;

class SignInSessionsTest {

    private static String cookie(String issuer) {
        var properties = new IssuerProperties(
                issuer,
                "mno",
                new IssuerProperties.Clients(null, null, null),
                Duration.ofDays(14),
                IssuerProperties.Makers.OPERATORS);
        var response = new MockHttpServletResponse();
        new SignInSessions()
                .signInCookie(properties)
                .writeCookieValue(new CookieValue(new MockHttpServletRequest(), response, "id"));
        return String.valueOf(response.getHeader("Set-Cookie"));
    }

    @Test
    void bindsTheCookieToTheHostWhereHttpsIsSpoken() {
        // The prefix makes browsers refuse it without Secure, with a domain, or for another path.
        assertThat(cookie("https://mno.example"))
                .startsWith("__Host-mno_sign_in=")
                .contains("; Path=/;", "Secure", "HttpOnly", "SameSite=Lax")
                .doesNotContain("Domain");
        assertThat(cookie("http://localhost:8080")).startsWith("mno_sign_in=").doesNotContain("Secure");
    }
}
