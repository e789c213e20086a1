package io.machinenativeops.teamrbac.key;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.machinenativeops.platform.address.AddressRange;
import io.machinenativeops.teamrbac.key.KeyVerdict.Reason;
import io.machinenativeops.teamrbac.permission.Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KnownKeysTest {

    private static final UUID ORGANIZATION = new UUID(1, 1);
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final ApiKey KEY = new ApiKey("0123456789abcdef", "0123456789abcdef0123456789ABCDEF");
    private static final ApiKey BEFORE = new ApiKey("0123456789abcdef", "before6789abcdef0123456789ABCDEF");
    private static final Peppers PEPPERS = Peppers.read("a:" + "A".repeat(43) + "=");

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicReference<@Nullable KnownKey> stored = new AtomicReference<>(key(5));
    private Runnable duringRead = () -> {};
    private final KnownKeys keys = new KnownKeys(
            id -> {
                reads.incrementAndGet();
                var read = Optional.ofNullable(stored.get());
                duringRead.run();
                return read;
            },
            now::get,
            Duration.ofSeconds(30));

    private static KnownKey key(long revision) {
        return key(revision, null, null, List.of(), null, true);
    }

    private static KnownKey key(
            long revision,
            @Nullable ApiKey previous,
            @Nullable Instant previousUntil,
            List<String> sources,
            @Nullable Instant expiresAt,
            boolean active) {
        return new KnownKey(
                ORGANIZATION,
                revision,
                new UUID(2, 2),
                KEY.keyId(),
                Principal.user(new UUID(3, 3)),
                null,
                null,
                active,
                PEPPERS.hash(KEY),
                previous == null ? null : PEPPERS.hash(previous),
                previousUntil,
                sources.stream().map(AddressRange::of).toList(),
                expiresAt,
                null);
    }

    private static @Nullable Reason refusal(KeyVerdict verdict) {
        return verdict instanceof KeyVerdict.Refused refused ? refused.reason() : null;
    }

    private static @Nullable Instant end(KeyVerdict verdict) {
        return verdict instanceof KeyVerdict.Valid valid ? valid.validUntil() : Instant.MIN;
    }

    @Test
    void readsOnceWhileNothingIsTold() {
        assertThat(keys.find(KEY.keyId())).contains(stored.get());
        assertThat(keys.find(KEY.keyId())).isPresent();
        keys.changed(new UUID(9, 9), 100);
        assertThat(keys.find(KEY.keyId())).isPresent();
        keys.changed(ORGANIZATION, 5);
        assertThat(keys.find(KEY.keyId())).isPresent();
        assertThat(reads).hasValue(1);
    }

    @Test
    void readsAgainAfterAChangeAndInTime() {
        keys.find(KEY.keyId());
        keys.changed(ORGANIZATION, 6);
        stored.set(null);
        assertThat(keys.find(KEY.keyId())).isEmpty();

        stored.set(key(7));
        keys.find(KEY.keyId());
        now.set(NOON.plusSeconds(29));
        keys.find(KEY.keyId());
        assertThat(reads).hasValue(3);
        now.set(NOON.plusSeconds(30));
        keys.find(KEY.keyId());
        assertThat(reads).hasValue(4);
    }

    @Test
    void aReadThatARevocationOvertookIsNotRemembered() {
        duringRead = () -> {
            stored.set(null);
            keys.changed(ORGANIZATION, 6);
            duringRead = () -> {};
        };
        keys.find(KEY.keyId());
        assertThat(keys.find(KEY.keyId())).isEmpty();
        assertThat(reads).hasValue(2);
    }

    @Test
    void theGraceOfARotationEndsWithItsDeadline() {
        var until = NOON.plusSeconds(60);
        var key = key(5, BEFORE, until, List.of(), null, true);
        Function<Instant, KeyVerdict> old = at -> key.judge(BEFORE, null, PEPPERS, at);

        assertThat(end(old.apply(until.minusNanos(1)))).isEqualTo(until);
        assertThat(refusal(old.apply(until))).isEqualTo(Reason.UNKNOWN);
        assertThat(end(key.judge(KEY, null, PEPPERS, until))).isNull();
        var nobody = new ApiKey(KEY.keyId(), "nobody6789abcdef0123456789ABCDEF");
        assertThat(refusal(key.judge(nobody, null, PEPPERS, NOON))).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void endsWithTheFirstOfItsEnds() {
        var end = NOON.plusSeconds(10);
        var sooner = key(5, BEFORE, NOON.plusSeconds(60), List.of(), end, true);
        assertThat(end(sooner.judge(BEFORE, null, PEPPERS, NOON))).isEqualTo(end);
        assertThat(end(sooner.judge(KEY, null, PEPPERS, NOON))).isEqualTo(end);
        assertThat(refusal(sooner.judge(KEY, null, PEPPERS, end))).isEqualTo(Reason.EXPIRED);
        assertThat(refusal(sooner.judge(BEFORE, null, PEPPERS, end))).isEqualTo(Reason.EXPIRED);
        var later = key(5, BEFORE, NOON.plusSeconds(5), List.of(), end, true);
        assertThat(end(later.judge(BEFORE, null, PEPPERS, NOON))).isEqualTo(NOON.plusSeconds(5));
    }

    @Test
    void looksAtSourceAndOwnerOnlyForTheRightSecret() {
        var bound = key(5, null, null, List.of("203.0.113.0/24"), null, true);
        assertThat(bound.judge(KEY, "203.0.113.9", PEPPERS, NOON)).isInstanceOf(KeyVerdict.Valid.class);
        assertThat(refusal(bound.judge(KEY, "198.51.100.9", PEPPERS, NOON))).isEqualTo(Reason.SOURCE);
        assertThat(refusal(bound.judge(KEY, null, PEPPERS, NOON))).isEqualTo(Reason.SOURCE);
        assertThat(refusal(bound.judge(BEFORE, "198.51.100.9", PEPPERS, NOON))).isEqualTo(Reason.UNKNOWN);
        var idle = key(5, null, null, List.of(), null, false);
        assertThat(refusal(idle.judge(KEY, null, PEPPERS, NOON))).isEqualTo(Reason.SUSPENDED);
        assertThat(refusal(idle.judge(BEFORE, null, PEPPERS, NOON))).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void notesTheFirstUseAtOnceAndLaterOnesOnceAMinute() {
        var calls = new AtomicInteger();
        var uses = new LastUses();
        uses.whenFirst(calls::incrementAndGet);
        var written = new ArrayList<Map<UUID, Instant>>();

        uses.used(key(5), NOON);
        assertThat(calls).hasValue(1);
        uses.used(key(5), NOON.plusSeconds(1));
        uses.write((_, batch) -> written.add(batch));
        uses.used(key(5), NOON.plusSeconds(59));
        uses.write((_, batch) -> written.add(batch));
        uses.used(key(5), NOON.plusSeconds(60));
        uses.write((_, batch) -> written.add(batch));

        assertThat(written).containsExactly(Map.of(new UUID(2, 2), NOON), Map.of(new UUID(2, 2), NOON.plusSeconds(60)));
        assertThat(calls).hasValue(1);
    }

    @Test
    void onlySoManyGetATurnInASecond() {
        var turns = new Turns(2, now::get);
        assertThat(List.of(turns.take(), turns.take(), turns.take())).containsExactly(true, true, false);
        now.set(NOON.plusSeconds(1));
        assertThat(turns.take()).isTrue();
    }
}
