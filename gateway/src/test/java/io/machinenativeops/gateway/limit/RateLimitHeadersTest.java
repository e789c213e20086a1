package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitHeadersTest {

    private static Limit limit(String name, String size) {
        return new Limit(name, "x", LimitSize.of(size));
    }

    @Test
    void saysEachLimitAndWhatIsLeftOfIt() {
        var response = new MockHttpServletResponse();

        RateLimitHeaders.write(
                List.of(
                        new Taken(limit("key", "600/1m"), true, 599, Duration.ZERO, Duration.ofMillis(100)),
                        new Taken(
                                limit("organization", "5/1h"),
                                false,
                                0,
                                Duration.ofMillis(11_200),
                                Duration.ofHours(1))),
                response);

        assertThat(response.getHeader("RateLimit-Policy")).isEqualTo("\"key\";q=600;w=60, \"organization\";q=5;w=3600");
        assertThat(response.getHeader("RateLimit")).isEqualTo("\"key\";r=599;t=1, \"organization\";r=0;t=12");
    }
}
