package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LimitsTest {

    private static final LimitSize SMALL = LimitSize.of("5/1m");

    private final Limits limits = new Limits(new LimitProperties(
            "redis://127.0.0.1",
            Duration.ofMillis(50),
            LimitSize.of("10/1m"),
            LimitSize.of("20/1m"),
            LimitSize.of("30/1m"),
            LimitSize.of("40/1m"),
            192,
            192,
            Map.of("prices", new LimitProperties.Route(LimitSize.of("7/1m"), LimitSize.of("8/1m"), null)),
            Map.of("paid", new LimitProperties.Sizes(null, null, SMALL))));

    @Test
    void aKeyMeetsItsOwnLimitAndThoseOfItsOrganization() {
        assertThat(limits.of(new Party("", "::1", "acme", "agent:a", "k1"), "prices"))
                .containsExactly(
                        new Limit("key", "k1", LimitSize.of("10/1m")),
                        new Limit("route", "acme:prices", LimitSize.of("7/1m")),
                        new Limit("organization", "acme", LimitSize.of("30/1m")));
    }

    @Test
    void aPersonMeetsTheLimitOfUsers() {
        assertThat(limits.of(new Party("", "::1", "acme", "user:u", null), "usage"))
                .containsExactly(
                        new Limit("user", "user:u", LimitSize.of("20/1m")),
                        new Limit("organization", "acme", LimitSize.of("30/1m")));
    }

    @Test
    void nobodyMeetsTheLimitsOfTheAddress() {
        assertThat(limits.of(new Party("::1/", "::1", null, null, null), "prices"))
                .containsExactly(
                        new Limit("route", "::1:prices", LimitSize.of("8/1m")),
                        new Limit("address", "::1", LimitSize.of("40/1m")));
    }

    @Test
    void anOrganizationMayHaveASizeOfItsOwn() {
        assertThat(limits.of(new Party("", "::1", "paid", "user:u", null), "usage"))
                .containsExactly(
                        new Limit("user", "user:u", LimitSize.of("20/1m")), new Limit("organization", "paid", SMALL));
    }

    @Test
    void whoIsNotVerifiedMeetsTheLimitOfTheAddressToo() {
        assertThat(limits.of(new Party("::1/", "::1", "made-up", "user:u", null), "usage"))
                .containsExactly(
                        new Limit("user", "::1/user:u", LimitSize.of("20/1m")),
                        new Limit("organization", "::1/made-up", LimitSize.of("30/1m")),
                        new Limit("address", "::1", LimitSize.of("40/1m")));
    }
}
