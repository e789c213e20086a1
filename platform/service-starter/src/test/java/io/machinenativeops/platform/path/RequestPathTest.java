package io.machinenativeops.platform.path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/usage/events",
                "/api/v1/usage/",
                "/events/a%2Fb",
                "/events/%2Fagents%2Freviewer%2042",
                "/events/https%3A%2F%2Fagents.example%2Fx%2042",
                "/events/a%252Fb",
                "/events/%252e%252e%252f",
                "/events/100%25",
                "/events/a%3Bb%5Cc",
                "/events/...",
                "/events/.hidden",
                "/events/a%2Eb",
                "/sessions/%E8%A8%88"
            })
    void letsInWhatIsANameWhateverItHolds(String path) {
        assertThat(RequestPath.fault(path)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/a/../b step",
                "/a/. step",
                "/.. step",
                "/a/%2e%2e/b step",
                "/a/.%2E step",
                "/a/..%2Fb step",
                "/a/b%2f..%2fc step",
                "/a/..%5Cb step",
                "//a empty",
                "/a//b empty",
                "/a;x/b parameters",
                "/a/b;jsessionid=1 parameters",
                "/a/%00 control",
                "/a/%0d%0a control",
                "/a/%7F control",
                "/a/% UTF-8",
                "/a/%2 UTF-8",
                "/a/%zz UTF-8",
                "/a/%c0%af UTF-8",
                "/a/%ff UTF-8",
                "* begin",
                "a begin"
            })
    void refusesWhatCanBeReadInTwoWays(String path, String why) {
        assertThat(RequestPath.fault(path)).contains(why);
    }
}
