package io.machinenativeops.platform.security;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.machinenativeops.platform.event.IncomingEvent;
import io.machinenativeops.platform.testing.EventContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SupersededTokensTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
    private final SupersededTokens tokens = new SupersededTokens(now::get);

    private static Caller caller(String organization, String subject, @Nullable String key, long revision) {
        return new Caller(organization, subject, key, null, null, revision, Grants.NONE);
    }

    private boolean refused(String organization, String subject, @Nullable String key, long revision) {
        return tokens.supersede(caller(organization, subject, key, revision));
    }

    @Test
    void refusesOlderTokensOfThoseItNames() {
        tokens.apply(new IdentityChange("o", 5, false, List.of("user:a"), List.of("k")));
        assertThat(refused("o", "user:a", null, 4)).isTrue();
        assertThat(refused("o", "user:a", null, 5)).isFalse();
        assertThat(refused("o", "user:b", "k", 4)).isTrue();
        assertThat(refused("o", "user:b", "other", 4)).isFalse();
        assertThat(refused("other", "user:a", "k", 4)).isFalse();
    }

    @Test
    void refusesOlderTokensOfTheWholeOrganization() {
        tokens.apply(new IdentityChange("o", 5, true, null, null));
        assertThat(refused("o", "anybody", null, 4)).isTrue();
        assertThat(refused("other", "anybody", null, 4)).isFalse();
    }

    @Test
    void keepsTheNewestOfChangesThatComeInAnyOrder() {
        tokens.apply(new IdentityChange("o", 7, false, List.of("a"), List.of()));
        tokens.apply(new IdentityChange("o", 6, false, List.of("a"), List.of()));
        assertThat(refused("o", "a", null, 6)).isTrue();
        assertThat(refused("o", "a", null, 7)).isFalse();
    }

    @Test
    void forgetsAChangeOnceNoOlderTokenCanLive() {
        tokens.apply(new IdentityChange("o", 5, true, null, null));
        now.updateAndGet(moment -> moment.plus(Duration.ofMinutes(6)));
        assertThat(refused("o", "a", null, 4)).isTrue();
        now.updateAndGet(moment -> moment.plus(Duration.ofMinutes(2)));
        tokens.apply(new IdentityChange("other", 1, true, null, null));
        assertThat(refused("o", "a", null, 4)).isFalse();
    }

    @Test
    void keepsNoAnswerThatWasAskedForBeforeAChangeOfThoseItIsAbout() {
        var before = tokens.seen();
        tokens.apply(new IdentityChange("o", 5, false, List.of("a"), List.of("k")));
        var after = tokens.seen();

        assertThat(tokens.outdate(before, "o", "a", null, 5))
                .as("asked before, however new its token is")
                .isTrue();
        assertThat(tokens.outdate(before, "o", "b", "k", 9)).isTrue();
        assertThat(tokens.outdate(before, "o", "b", "other", 1)).isFalse();
        assertThat(tokens.outdate(after, "o", "a", null, 5)).isFalse();
        assertThat(tokens.outdate(after, "o", "a", null, 4))
                .as("asked after, and answered from what was")
                .isTrue();
    }

    @Test
    void takesALateChangeForNewsToo() {
        tokens.apply(new IdentityChange("o", 7, false, List.of("a"), List.of()));
        var between = tokens.seen();
        tokens.apply(new IdentityChange("o", 6, false, List.of("a"), List.of()));

        assertThat(tokens.outdate(between, "o", "a", null, 7)).isTrue();
        assertThat(tokens.outdate(tokens.seen(), "o", "a", null, 6)).isTrue();
        assertThat(tokens.outdate(tokens.seen(), "o", "a", null, 7)).isFalse();
    }

    @Test
    void readsWhatItNeedsOfTheContract() {
        var contract = new EventContract("team-rbac", IdentityChange.TYPE);
        assertThat(contract.violations(contract.example())).isEmpty();
        var event = IncomingEvent.read(contract.example().getBytes(StandardCharsets.UTF_8));
        assertThat(event.type()).isEqualTo(IdentityChange.TYPE);
        assertThat(event.dataAs(IdentityChange.class))
                .isEqualTo(new IdentityChange(
                        "0190a000-0000-7000-8000-000000000001",
                        17,
                        false,
                        List.of("user:0190a000-0000-7000-8000-0000000000aa"),
                        List.of("8fK2mQ0zR4tYb7Xc")));
    }
}
