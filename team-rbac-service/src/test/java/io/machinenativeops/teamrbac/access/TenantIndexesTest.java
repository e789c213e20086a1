package io.machinenativeops.teamrbac.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.junit.jupiter.api.Test;

import static io.machinenativeops.teamrbac.access.Acme.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TenantIndexesTest {

    private static final Principal USER = Principal.user(id(1));
    private static final Duration FRESH_FOR = Duration.ofSeconds(30);

    private final Store store = new Store();
    private Instant now = Acme.NOW;
    private final TenantIndexes indexes = new TenantIndexes(store, () -> now, FRESH_FOR, 1_000_000);

    /** A store in memory: an organisation has one user, who is a viewer or nothing. */
    private static final class Store implements IndexSource {

        private final Map<UUID, Long> revisions = new ConcurrentHashMap<>();
        private final Map<UUID, Boolean> viewer = new ConcurrentHashMap<>();
        private final AtomicInteger loads = new AtomicInteger();
        private final AtomicInteger changes = new AtomicInteger();
        private boolean forgetful;
        private boolean away;
        /** Runs after the rows were read and before they are handed over. */
        private Runnable betweenReadAndReturn = () -> {};

        void set(UUID organization, long revision, boolean allowed) {
            revisions.put(organization, revision);
            viewer.put(organization, allowed);
        }

        @Override
        public TenantRows load(UUID organization) {
            check();
            loads.incrementAndGet();
            var rows = new ArrayList<TenantRow>();
            if (viewer.containsKey(organization)) {
                rows.add(Member.active(USER));
            }
            if (viewer.getOrDefault(organization, false)) {
                rows.add(binding(organization));
            }
            var read = new TenantRows(organization, revisions.getOrDefault(organization, 0L), rows);
            betweenReadAndReturn.run();
            return read;
        }

        @Override
        public Optional<RowChanges> changes(UUID organization, long from) {
            check();
            changes.incrementAndGet();
            if (forgetful) {
                return Optional.empty();
            }
            long to = revisions.getOrDefault(organization, 0L);
            boolean allowed = viewer.getOrDefault(organization, false);
            var row = List.<TenantRow>of(binding(organization));
            var read = new RowChanges(Math.min(from, to), to, allowed ? row : List.of(), allowed ? List.of() : row);
            betweenReadAndReturn.run();
            return Optional.of(read);
        }

        private void check() {
            if (away) {
                throw new IllegalStateException("the store is away");
            }
        }

        private static Binding binding(UUID organization) {
            return Binding.of(id(9), USER, Scope.organization(organization), BuiltInRole.VIEWER);
        }
    }

    private static boolean allows(TenantIndex index) {
        return index.decide(new Check(USER, Permission.USAGE_READ, index.organization()), Acme.NOW)
                .allowed();
    }

    @Test
    void loadsOnceAndThenAnswersFromMemory() {
        store.set(id(1), 1, true);

        for (int each = 0; each < 5; each++) {
            assertThat(allows(indexes.at(id(1), 0))).isTrue();
        }

        assertThat(store.loads).hasValue(1);
        assertThat(store.changes).hasValue(0);
    }

    @Test
    void anUnknownOrganisationHasNothing() {
        var index = indexes.at(id(404), 0);

        assertThat(index.revision()).isZero();
        assertThat(index.members()).isEmpty();
        assertThat(allows(index)).isFalse();
    }

    @Test
    void anAnnouncedChangeIsReadBeforeTheNextAnswer() {
        store.set(id(1), 1, true);
        indexes.at(id(1), 0);
        store.set(id(1), 2, false);

        assertThat(allows(indexes.at(id(1), 0))).isTrue();
        indexes.changed(id(1), 2);
        assertThat(allows(indexes.at(id(1), 0))).isFalse();
        assertThat(indexes.at(id(1), 0).revision()).isEqualTo(2);

        assertThat(store.loads).hasValue(1);
        assertThat(store.changes).hasValue(1);
    }

    @Test
    void anOldAnnouncementAsksNobody() {
        store.set(id(1), 5, true);
        indexes.at(id(1), 0);
        indexes.changed(id(1), 5);
        indexes.changed(id(1), 3);
        indexes.changed(id(2), 9);
        indexes.at(id(1), 0);

        assertThat(store.changes).hasValue(0);
        assertThat(indexes.organizations()).isEqualTo(1);
    }

    @Test
    void whatOthersDoLeavesAnOrganisationWarm() {
        store.set(id(1), 1, true);
        store.set(id(2), 1, true);
        indexes.at(id(1), 0);
        indexes.at(id(2), 0);
        store.set(id(2), 2, false);
        indexes.changed(id(2), 2);
        indexes.at(id(1), 0);

        assertThat(store.changes).hasValue(0);
    }

    @Test
    void aQuestionMayDemandARevision() {
        store.set(id(1), 1, true);
        indexes.at(id(1), 0);
        store.set(id(1), 4, false);

        assertThat(indexes.at(id(1), 4).revision()).isEqualTo(4);
        assertThatThrownBy(() -> indexes.at(id(1), 5))
                .isInstanceOf(IndexBehindException.class)
                .hasMessage("organisation " + id(1) + " is at revision 4: expected at least 5");
        assertThat(indexes.at(id(1), 0).revision()).isEqualTo(4);
    }

    @Test
    void loadsAnewWhereTheStoreCannotTellWhatChanged() {
        store.set(id(1), 1, true);
        indexes.at(id(1), 0);
        store.forgetful = true;
        store.set(id(1), 2, false);
        indexes.changed(id(1), 2);

        assertThat(allows(indexes.at(id(1), 0))).isFalse();
        assertThat(store.loads).hasValue(2);
    }

    @Test
    void aLoadThatRacedAChangeDoesNotBringTheOldStateBack() {
        store.set(id(1), 1, true);
        // The rows were read, then the change is committed and announced, then the rows arrive.
        var once = new AtomicInteger();
        store.betweenReadAndReturn = () -> {
            if (once.getAndIncrement() == 0) {
                store.set(id(1), 2, false);
                indexes.changed(id(1), 2);
            }
        };

        assertThat(allows(indexes.at(id(1), 0))).isFalse();
        assertThat(indexes.at(id(1), 0).revision()).isEqualTo(2);
    }

    @Test
    void anAnswerFromBehindNeverReplacesANewerOne() {
        store.set(id(1), 5, false);
        indexes.at(id(1), 0);
        // A replica of the store that lags behind, and knows no changes.
        store.set(id(1), 3, true);
        store.forgetful = true;
        now = now.plus(FRESH_FOR);

        assertThatThrownBy(() -> indexes.at(id(1), 0)).isInstanceOf(IndexBehindException.class);
        store.set(id(1), 5, false);
        assertThat(indexes.at(id(1), 0).revision()).isEqualTo(5);
    }

    @Test
    void looksAgainAfterAWhileInCaseAnAnnouncementWasLost() {
        store.set(id(1), 1, true);
        indexes.at(id(1), 0);
        store.set(id(1), 2, false);

        now = now.plus(FRESH_FOR).minusNanos(1);
        assertThat(allows(indexes.at(id(1), 0))).isTrue();
        now = now.plusNanos(1);
        assertThat(allows(indexes.at(id(1), 0))).isFalse();
        indexes.at(id(1), 0);
        assertThat(store.changes).hasValue(1);
    }

    @Test
    void failsRatherThanAnsweringFromWhatIsTooOld() {
        store.set(id(1), 1, true);
        indexes.at(id(1), 0);
        store.away = true;

        assertThat(allows(indexes.at(id(1), 0))).isTrue();
        now = now.plus(FRESH_FOR);
        assertThatThrownBy(() -> indexes.at(id(1), 0)).hasMessage("the store is away");
        store.away = false;
        assertThat(allows(indexes.at(id(1), 0))).isTrue();
        assertThat(store.loads).hasValue(1);
    }

    @Test
    void aFailedLoadLeavesNothingBehind() {
        store.away = true;

        assertThatThrownBy(() -> indexes.at(id(1), 0)).hasMessage("the store is away");
        assertThat(indexes.organizations()).isZero();
        assertThat(indexes.rows()).isZero();
    }

    @Test
    void letsGoOfWhatWasNotUsedLately() {
        // Each index has 8 rows: a member, a binding and the six built-in roles.
        var small = new TenantIndexes(store, () -> now, FRESH_FOR, 3 * 8);
        for (int each = 1; each <= 4; each++) {
            store.set(id(each), 1, true);
        }
        small.at(id(1), 0);
        small.at(id(2), 0);
        small.at(id(3), 0);
        assertThat(small.rows()).isEqualTo(24);
        small.at(id(4), 0);

        assertThat(small.organizations()).isEqualTo(3);
        assertThat(small.rows()).isEqualTo(24);
        assertThat(store.loads).hasValue(4);
        small.at(id(4), 0);
        assertThat(store.loads).hasValue(4);
    }

    @Test
    void whatIsUsedAllTheTimeStays() {
        var small = new TenantIndexes(store, () -> now, FRESH_FOR, 3 * 8);
        for (int each = 1; each <= 200; each++) {
            store.set(id(each), 1, true);
            small.at(id(each), 0);
            small.at(id(1), 0);
        }

        assertThat(store.loads).hasValue(200);
        assertThat(small.organizations()).isEqualTo(3);
        assertThat(small.rows()).isEqualTo(24);
    }

    @Test
    void oneThatIsLargerThanTheBoundIsStillAnswered() {
        var tiny = new TenantIndexes(store, () -> now, FRESH_FOR, 1);
        store.set(id(1), 1, true);
        store.set(id(2), 1, true);

        assertThat(allows(tiny.at(id(1), 0))).isTrue();
        assertThat(allows(tiny.at(id(2), 0))).isTrue();
        assertThat(tiny.organizations()).isEqualTo(1);
        assertThat(tiny.rows()).isEqualTo(8);
    }

    @Test
    void whatGrowsCountsWhatItGrewBy() {
        store.set(id(1), 1, false);
        indexes.at(id(1), 0);
        assertThat(indexes.rows()).isEqualTo(7);
        store.set(id(1), 2, true);
        indexes.at(id(1), 2);
        assertThat(indexes.rows()).isEqualTo(8);
    }

    @Test
    void manyWhoAskAtOnceCauseOneLoad() throws Exception {
        store.set(id(1), 1, true);
        var started = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<TenantIndex>>();
            for (int each = 0; each < 64; each++) {
                answers.add(threads.submit(() -> {
                    started.await();
                    return indexes.at(id(1), 0);
                }));
            }
            started.countDown();
            for (var answer : answers) {
                assertThat(allows(answer.get())).isTrue();
            }
        }

        assertThat(store.loads).hasValue(1);
    }

    @Test
    void neverAnswersFromBeforeAnAnnouncementWhileManyAskAndRoomIsShort() throws Exception {
        var small = new TenantIndexes(store, () -> now, FRESH_FOR, 4 * 8);
        var committed = new ConcurrentHashMap<UUID, Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = new ArrayList<Future<?>>();
            for (int writer = 0; writer < 8; writer++) {
                var organization = id(writer);
                runs.add(threads.submit(() -> {
                    for (long revision = 1; revision <= 200; revision++) {
                        store.set(organization, revision, revision % 2 == 0);
                        small.changed(organization, revision);
                        committed.put(organization, revision);
                        Thread.onSpinWait();
                    }
                }));
            }
            for (int reader = 0; reader < 8; reader++) {
                int first = reader;
                runs.add(threads.submit(() -> {
                    for (int each = 0; each < 2_000; each++) {
                        var organization = id((first + each) % 8);
                        long before = committed.getOrDefault(organization, 0L);
                        assertThat(small.at(organization, 0).revision()).isGreaterThanOrEqualTo(before);
                    }
                }));
            }
            for (var run : runs) {
                run.get();
            }
        }

        assertThat(small.rows()).isLessThanOrEqualTo(4 * 8);
        assertThat(small.organizations()).isLessThanOrEqualTo(8);
    }

    @Test
    void decisionsNameTheirRevision() {
        store.set(id(1), 3, true);
        var decisions = new AccessDecisions(indexes, () -> now);
        var allowed = new Check(USER, Permission.USAGE_READ, Scope.organization(id(1)));
        var refused = new Check(USER, Permission.USAGE_WRITE, Scope.organization(id(1)));

        assertThat(decisions.check(id(1), 0, allowed).revision()).isEqualTo(3);
        assertThat(decisions.check(id(1), 0, allowed).value().allowed()).isTrue();
        assertThat(decisions
                        .checkAll(id(1), 3, List.of(refused, allowed, refused))
                        .value())
                .extracting(Decision::allowed)
                .containsExactly(false, true, false);
        assertThat(decisions
                        .objects(id(1), 0, USER, Permission.USAGE_READ, ScopeKind.ORGANIZATION, null, 10)
                        .value()
                        .items())
                .containsExactly(Scope.organization(id(1)));
        assertThat(decisions
                        .subjects(id(1), 0, Permission.USAGE_READ, Scope.organization(id(1)), null, 10)
                        .value()
                        .items())
                .containsExactly(USER);
        assertThat(decisions.grants(id(1), 0, USER).byScope())
                .isEqualTo(Map.of(Scope.organization(id(1)), BuiltInRole.VIEWER.permissions()));
    }

    @Test
    void aBatchHoldsAThousand() {
        store.set(id(1), 3, true);
        var decisions = new AccessDecisions(indexes, () -> now);
        var check = new Check(USER, Permission.USAGE_READ, Scope.organization(id(1)));

        assertThat(decisions
                        .checkAll(id(1), 0, Collections.nCopies(1_000, check))
                        .value())
                .hasSize(1_000);
        assertThatThrownBy(() -> decisions.checkAll(id(1), 0, Collections.nCopies(1_001, check)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("1,001 checks in one request: expected at most 1,000");
    }
}
