package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.machinenativeops.binder.redis.AppendOnce;
import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.AppendResult;
import io.machinenativeops.binder.redis.ClaimsForgottenException;
import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.binder.redis.Part;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SharedEntriesTest {

    private static final Instant REMEMBERS = Instant.parse("2026-11-20T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Held stream = new Held();
    private final SharedEntries entries = new SharedEntries(stream);
    private final List<Thread> callers = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(task -> {
        var thread = Thread.ofVirtual().unstarted(task);
        callers.add(thread);
        return thread;
    });

    @AfterEach
    void end() {
        stream.open.countDown();
        threads.close();
    }

    @Test
    void thoseWhoComeWhileOneIsAppendedShareTheNextEntryAndAreAnsweredEachForItself() throws Exception {
        var first = append("a", null, part("1", "x"));
        awaitAsked(1);
        var second = append("a", null, part("2", "x"), part("3", "x"));
        awaitParked();
        var resent = append("a", null, part("2", "x"), part("4", "x"));
        awaitParked();
        var other = append("a", null, part("3", "y"));
        awaitParked();

        stream.open.countDown();

        assertThat(outcomes(first)).containsExactly(Outcome.APPENDED);
        assertThat(outcomes(second)).containsExactly(Outcome.APPENDED, Outcome.APPENDED);
        assertThat(outcomes(resent)).containsExactly(Outcome.DUPLICATE, Outcome.APPENDED);
        assertThat(outcomes(other)).containsExactly(Outcome.CONFLICT);
        assertThat(first.get().entryId()).isEqualTo("1");
        assertThat(second.get().entryId()).isEqualTo("2");
        assertThat(other.get().entryId()).isNull();
        assertThat(ids()).containsExactly(List.of("1"), List.of("2", "3", "2", "4", "3"));
    }

    @Test
    void nobodyWaitsForAnotherOrganisationNorSharesWithIt() throws Exception {
        var held = append("a", null, part("1", "x"));
        awaitAsked(1);
        stream.holds = false;

        assertThat(outcomes(append("b", null, part("1", "x")))).containsExactly(Outcome.APPENDED);

        assertThat(held.isDone()).isFalse();
        stream.open.countDown();
        assertThat(outcomes(held)).containsExactly(Outcome.APPENDED);
        assertThat(stream.asked()).extracting(AppendRequest::scope).containsExactly("a", "b");
    }

    @Test
    void aLargeRequestGoesAtOnceAndAlone() throws Exception {
        var held = append("a", null, part("1", "x"));
        awaitAsked(1);
        stream.holds = false;
        var many = IntStream.range(0, 17).mapToObj(n -> part("m" + n, "x")).toArray(Part[]::new);

        assertThat(outcomes(append("a", null, many))).hasSize(17);
        assertThat(outcomes(append("a", null, new Part("large", "x", new byte[65_537]))))
                .containsExactly(Outcome.APPENDED);

        assertThat(held.isDone()).isFalse();
    }

    @Test
    void anEntryIsSharedByNoMoreThan256Parts() throws Exception {
        var _ = append("a", null, part("first", "x"));
        awaitAsked(1);
        var rest = new ArrayList<Future<AppendResult>>();
        for (int at = 0; at < 300; at++) {
            rest.add(append("a", null, part("id-" + at, "x")));
        }
        awaitParked();

        stream.open.countDown();

        for (var each : rest) {
            assertThat(outcomes(each)).containsExactly(Outcome.APPENDED);
        }
        assertThat(stream.asked()).extracting(request -> request.parts().size()).containsExactly(1, 256, 44);
    }

    @Test
    void aRefusalIsToldToAllWhoShareAndToNobodyAfterThem() throws Exception {
        var first = append("a", null, part("1", "x"));
        awaitAsked(1);
        var second = append("a", null, part("2", "x"));
        var third = append("a", null, part("3", "x"));
        awaitParked();
        stream.failsAt = 2;

        stream.open.countDown();

        assertThat(outcomes(first)).containsExactly(Outcome.APPENDED);
        assertThatThrownBy(second::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(third::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(outcomes(append("a", null, part("2", "x")))).containsExactly(Outcome.APPENDED);
    }

    @Test
    void whoAsksForWhatIsForgottenSpoilsItForNobodyElse() throws Exception {
        var _ = append("a", null, part("1", "x"));
        awaitAsked(1);
        var late = append("a", REMEMBERS.minusSeconds(1), part("2", "x"));
        var live = append("a", REMEMBERS.plusSeconds(1), part("3", "x"));
        var own = append("a", null, part("4", "x"));
        awaitParked();

        stream.open.countDown();

        assertThatThrownBy(late::get).hasCauseInstanceOf(ClaimsForgottenException.class);
        assertThat(outcomes(live)).containsExactly(Outcome.APPENDED);
        assertThat(outcomes(own)).containsExactly(Outcome.APPENDED);
        assertThat(stream.asked().get(1).notClaimedBefore()).isEqualTo(REMEMBERS.minusSeconds(1));
    }

    @Test
    void whoCameWhileNothingIsAppendedGoesAlone() throws Exception {
        stream.open.countDown();
        for (int at = 0; at < 3; at++) {
            append("a", null, part("id-" + at, "x")).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        assertThat(ids()).containsExactly(List.of("id-0"), List.of("id-1"), List.of("id-2"));
    }

    private Future<AppendResult> append(String scope, @Nullable Instant notClaimedBefore, Part... parts) {
        var none = new byte[0];
        var request = new AppendRequest("orders", scope, Map.of(), none, none, none, List.of(parts), notClaimedBefore);
        return threads.submit(() -> entries.append(request));
    }

    private static Part part(String id, String fingerprint) {
        return new Part(id, fingerprint, new byte[] {1});
    }

    private static List<Outcome> outcomes(Future<AppendResult> appended) throws Exception {
        return appended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).outcomes();
    }

    private List<List<String>> ids() {
        return stream.asked().stream()
                .map(request -> request.parts().stream().map(Part::id).toList())
                .toList();
    }

    private void awaitAsked(int requests) {
        await().atMost(PATIENCE).until(() -> stream.asked().size() == requests);
    }

    /** Until all who called wait: one for the stream, the rest for that one. */
    private void awaitParked() {
        await().atMost(PATIENCE)
                .until(() ->
                        List.copyOf(callers).stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
    }

    /** Claims in memory, as the stream's script makes them; its first answer waits until it is let go. */
    private static final class Held implements AppendOnce {

        private final CountDownLatch open = new CountDownLatch(1);
        private final Map<String, String> claims = new HashMap<>();
        private final List<AppendRequest> asked = new ArrayList<>();
        private volatile boolean holds = true;
        private volatile int failsAt;

        synchronized List<AppendRequest> asked() {
            return List.copyOf(asked);
        }

        @Override
        public Instant remembersSince(String destination) {
            return REMEMBERS;
        }

        @Override
        public AppendResult append(AppendRequest request) {
            int number = number(request);
            try {
                if (holds) {
                    open.await();
                }
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            if (number == failsAt) {
                throw new IllegalStateException("away");
            }
            var asks = request.notClaimedBefore();
            if (asks != null && asks.isBefore(REMEMBERS)) {
                throw new ClaimsForgottenException(request.destination(), REMEMBERS, asks);
            }
            return claim(request, number);
        }

        private synchronized int number(AppendRequest request) {
            asked.add(request);
            return asked.size();
        }

        private synchronized AppendResult claim(AppendRequest request, int number) {
            var outcomes = new ArrayList<Outcome>();
            for (var part : request.parts()) {
                var before = claims.putIfAbsent(request.scope() + part.id(), part.fingerprint());
                outcomes.add(
                        before == null
                                ? Outcome.APPENDED
                                : before.equals(part.fingerprint()) ? Outcome.DUPLICATE : Outcome.CONFLICT);
            }
            var entry = outcomes.contains(Outcome.APPENDED) ? Integer.toString(number) : null;
            return new AppendResult(entry, outcomes, REMEMBERS);
        }
    }
}
