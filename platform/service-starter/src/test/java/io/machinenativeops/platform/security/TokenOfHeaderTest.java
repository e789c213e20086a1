package io.machinenativeops.platform.security;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TokenOfHeaderTest {

    private final TokenOfHeader tokens = new TokenOfHeader();
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/things");

    @ParameterizedTest
    @CsvSource({
        "Bearer abc, abc",
        "Bearer a.B-9_~+/z==, a.B-9_~+/z==",
        "bearer abc, abc",
        "BEARER a=, a=",
    })
    void readsTheTokenOfTheHeader(String header, String token) {
        request.addHeader("Authorization", header);

        assertThat(tokens.resolve(request)).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic abc", "Digest", "abc"})
    void findsNoneInAnotherScheme(String header) {
        request.addHeader("Authorization", header);

        assertThat(tokens.resolve(request)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "Bearer",
                "Bearer  a",
                "Bearer a b",
                "Bearer a=b",
                "Bearer =",
                "Bearer ä",
                "Bearer a,b"
            })
    void refusesAMalformedOne(String header) {
        request.addHeader("Authorization", header);

        assertThatExceptionOfType(OAuth2AuthenticationException.class)
                .isThrownBy(() -> tokens.resolve(request))
                .satisfies(
                        refusal -> assertThat(refusal.getError().getErrorCode()).isEqualTo("invalid_token"));
    }

    @Test
    void findsNoneWithoutHeaderAndNoneInQueryOrForm() {
        assertThat(tokens.resolve(request)).isNull();
        request.setContentType("application/x-www-form-urlencoded");
        request.addParameter("access_token", "abc");
        assertThat(tokens.resolve(request)).isNull();

        var query = new MockHttpServletRequest("GET", "/api/v1/things");
        query.setQueryString("access_token=abc");
        query.addParameter("access_token", "abc");
        assertThat(tokens.resolve(query)).isNull();
    }

    @Test
    void readsTheHeaderBesideAQuery() {
        request.setQueryString("limit=5");
        request.addHeader("Authorization", "Bearer abc");

        assertThat(tokens.resolve(request)).isEqualTo("abc");
    }
}
