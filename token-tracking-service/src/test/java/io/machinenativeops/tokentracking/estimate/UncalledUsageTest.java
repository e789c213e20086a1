package io.machinenativeops.tokentracking.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which spans of a trace count; every trace is drawn by hand. */
class UncalledUsageTest {

    private final List<TraceSpan> spans = new ArrayList<>();
    private final List<TraceCall> calls = new ArrayList<>();

    @Test
    void anAgentWithoutCallsCounts() {
        agent("a", null, 0, 10, 100);

        assertThat(counted()).containsExactly("a");
    }

    @Test
    void aSpanThatReportsNothingDoesNotCount() {
        span("a", null, 0, 10);

        assertThat(counted()).isEmpty();
    }

    @Test
    void aCallBelowStandsForTheAgent() {
        agent("a", null, 0, 10, 100);
        call("c", "a", 1);

        assertThat(counted()).isEmpty();
    }

    @Test
    void aCallAtAnyDepthBelowStandsForTheAgent() {
        agent("a", null, 0, 10, 100);
        span("t1", "a", 1, 9);
        span("t2", "t1", 2, 8);
        span("t3", "t2", 3, 7);
        call("c", "t3", 4);

        assertThat(counted()).isEmpty();
    }

    @Test
    void aCallThatNamesNoSpanOfItsOwnStandsForTheAgentItNames() {
        agent("a", null, 0, 10, 100);
        call(null, "a", 1);

        assertThat(counted()).isEmpty();
    }

    @Test
    void aCallUnderOneAgentSaysNothingOfItsNeighbour() {
        span("root", null, 0, 20);
        agent("a", "root", 1, 10, 100);
        agent("b", "root", 1, 10, 200);
        call("c", "a", 2);

        assertThat(counted()).containsExactly("b");
    }

    @Test
    void ofNestedAgentsTheOuterCounts() {
        agent("outer", null, 0, 10, 100);
        span("tool", "outer", 1, 9);
        agent("inner", "tool", 2, 8, 60);
        agent("innermost", "inner", 3, 7, 60);

        assertThat(counted()).containsExactly("outer");
    }

    @Test
    void ofEqualReportsTheOuterCounts() {
        agent("outer", null, 0, 10, 100);
        agent("inner", "outer", 0, 10, 100);

        assertThat(counted()).containsExactly("outer");
    }

    @Test
    void anInnerAgentThatSaysMoreThanTheOuterIsNotInIt() {
        agent("outer", null, 0, 10, 100);
        agent("inner", "outer", 1, 9, 101);

        assertThat(counted()).containsExactlyInAnyOrder("outer", "inner");
    }

    @Test
    void anInnerAgentCountsWhereTheOuterHasACallOfItsOwn() {
        agent("outer", null, 0, 10, 100);
        call("c", "outer", 1);
        agent("inner", "outer", 2, 8, 60);

        assertThat(counted()).containsExactly("inner");
    }

    @Test
    void aCallUnderTheInnerAgentStandsForTheOuterToo() {
        agent("outer", null, 0, 10, 100);
        agent("inner", "outer", 2, 8, 60);
        call("c", "inner", 3);

        assertThat(counted()).isEmpty();
    }

    @Test
    void anAgentBelowACallIsInTheCall() {
        call("c", null, 0);
        agent("a", "c", 1, 9, 60);
        agent("b", "a", 2, 8, 60);

        assertThat(counted()).isEmpty();
    }

    @Test
    void aSpanThatIsACallItselfDoesNotCount() {
        agent("a", null, 0, 10, 100);
        call("a", null, 0);

        assertThat(counted()).isEmpty();
    }

    @Test
    void aCallToldByALogEventHasThePlaceOfItsSpan() {
        span("root", null, 0, 30);
        agent("a", "root", 1, 10, 100);
        span("chat", "a", 2, 9);
        // Within the time of both, below a alone.
        agent("b", "root", 1, 10, 100);
        call("chat", null, 2);

        assertThat(counted()).containsExactly("b");
    }

    @Test
    void aCallWithoutAPlaceStandsForWhatRanThen() {
        agent("a", null, 0, 10_000, 100);
        agent("b", null, 20_000, 30_000, 100);
        call(null, null, 5_000);

        assertThat(counted()).containsExactly("b");
    }

    @Test
    void aCallWithALostParentStandsForWhatRanThenAndAllAboveIt() {
        agent("outer", null, 0, 100_000, 300);
        agent("a", "outer", 10_000, 20_000, 100);
        agent("b", "outer", 50_000, 60_000, 100);
        call("c", "lost", 15_000);

        assertThat(counted()).containsExactly("b");
    }

    @Test
    void clocksMayDifferByASecond() {
        agent("a", null, 10_000, 20_000, 100);
        call("c", "lost", 9_000);
        agent("b", null, 30_000, 40_000, 100);
        call("d", "lost2", 41_000);
        agent("e", null, 60_000, 70_000, 100);
        call("f", "lost3", 71_001);
        call("g", "lost4", 58_999);

        assertThat(counted()).containsExactly("e");
    }

    @Test
    void anAgentThatHasNotEndedMayHoldAnythingLater() {
        spans.add(new TraceSpan("a", null, 0, null, true, 100, 10));
        call("c", "lost", 900_000);

        assertThat(counted()).isEmpty();
    }

    @Test
    void aToolWhoseParentIsLostCarriesItsCallsToWhatRanThen() {
        agent("a", null, 0, 10_000, 100);
        span("tool", "lost", 2_000, 9_000);
        call("c", "tool", 3_000);

        assertThat(counted()).isEmpty();
    }

    @Test
    void whatIsBelowTheSameLostParentStandsBesideEachOther() {
        agent("a", "lost", 0, 10_000, 100);
        agent("b", "lost", 0, 10_000, 100);
        call("c", "a", 3_000);
        call("d", "lost", 4_000);

        // d is a child of what is lost, and so no child of b.
        assertThat(counted()).containsExactly("b");
    }

    @Test
    void twoAgentsBelowTheSameLostParentBothCount() {
        agent("a", "lost", 0, 10_000, 100);
        agent("b", "lost", 1, 10_000, 60);

        assertThat(counted()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void anAgentWhoseParentIsLostIsTakenForPartOfOneThatRanThen() {
        agent("outer", null, 0, 10_000, 100);
        agent("inner", "lost", 2_000, 9_000, 60);

        assertThat(counted()).containsExactly("outer");
    }

    @Test
    void ofTwoWithLostParentsTheOneThatBeganFirstHoldsTheOther() {
        agent("b", "lost-b", 5, 10_000, 100);
        agent("a", "lost-a", 5, 10_000, 100);

        // They began together: one of them counts, never none.
        assertThat(counted()).containsExactly("a");
    }

    @Test
    void agentsAfterEachOtherBothCount() {
        agent("a", "lost-a", 0, 10_000, 100);
        agent("b", "lost-b", 20_000, 30_000, 60);

        assertThat(counted()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void separateRootsOfOneTimeBothCount() {
        agent("a", null, 0, 10_000, 100);
        agent("b", null, 5, 10_000, 60);

        assertThat(counted()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void spansThatAreEachOthersParentsAreCutApart() {
        agent("a", "b", 0, 10, 100);
        span("b", "a", 0, 10);
        agent("self", "self", 0, 10, 50);

        assertThat(counted()).containsExactlyInAnyOrder("a", "self");
    }

    @Test
    void aCallInACircleStandsForAllOfIt() {
        agent("a", "b", 0, 10, 100);
        span("b", "a", 0, 10);
        call("c", "b", 5);

        assertThat(counted()).isEmpty();
    }

    @Test
    void aDeepTraceIsWalkedOnce() {
        agent("s0", null, 0, 1_000_000, 100);
        for (int depth = 1; depth < 20_000; depth++) {
            span("s" + depth, "s" + (depth - 1), depth, 900_000);
            call(null, "s" + depth, depth);
        }

        assertThat(counted()).isEmpty();
    }

    private Set<String> counted() {
        return UncalledUsage.in(spans, calls);
    }

    /** Reports input tokens, and a tenth of them as output. */
    private void agent(String id, @Nullable String parent, long start, long end, long input) {
        spans.add(new TraceSpan(id, parent, start, end, true, input, input / 10));
    }

    private void span(String id, @Nullable String parent, long start, long end) {
        spans.add(new TraceSpan(id, parent, start, end, false, 0, 0));
    }

    private void call(@Nullable String id, @Nullable String parent, long start) {
        calls.add(new TraceCall(id, parent, start));
    }
}
