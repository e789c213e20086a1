package io.machinenativeops.tokentracking.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.tokentracking.event.EstimateId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ForestTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void everyNodeSumsItselfAndWhatIsBelow() {
        var forest = new Forest(List.of(
                call("c", "b", 3, 10, 1, "0.5"),
                span("a", null, 0),
                span("b", "a", 1),
                call("d", "a", 2, 20, 2, null),
                call("e", "b", 4, 5, 5, "0.25")));

        var root = forest.roots(100).getFirst();
        assertThat(root.id()).isEqualTo("a");
        // 3 calls, of which one unpriced; spans a and b; 10 + 20 + 5 in, 1 + 2 + 5 out; 0.5 + 0.25
        assertThat(root.subtree()).isEqualTo(new TreeSums(3, 1, 0, 2, 35, 0, 0, 8, 0, "0.75"));
        assertThat(root.own()).isEqualTo(TreeSums.ONE_SPAN);
        assertThat(root.children()).extracting(TraceNode::id).containsExactly("b", "d");
        assertThat(root.children().getFirst().subtree().cost()).isEqualTo("0.75");
        assertThat(root.children().getLast().subtree().cost()).isNull();
        assertThat(forest.total()).isEqualTo(root.subtree());
    }

    @Test
    void anOrphanStandsBelowTheRoot() {
        var forest = new Forest(List.of(span("a", null, 0), call("b", "gone", 1, 1, 1, "1")));

        var root = forest.roots(10).getFirst();
        assertThat(root.children()).extracting(TraceNode::id).containsExactly("b");
        assertThat(root.children().getFirst().orphan()).isTrue();
        assertThat(root.subtree().cost()).isEqualTo("1");
    }

    @Test
    void withoutOneRootAnOrphanIsARoot() {
        var forest = new Forest(List.of(call("b", "gone", 1, 1, 1, "1"), call("c", "lost", 2, 1, 1, "2")));

        assertThat(forest.roots(10)).extracting(TraceNode::id).containsExactly("b", "c");
        assertThat(forest.total().cost()).isEqualTo("3");
    }

    @Test
    void partsThatAreEachOthersParentsAreCutApart() {
        var forest = new Forest(
                List.of(span("a", "b", 0), span("b", "a", 1), call("c", "b", 2, 1, 1, "1"), span("self", "self", 3)));

        var roots = forest.roots(10);
        assertThat(roots).extracting(TraceNode::id).containsExactly("self", "a");
        assertThat(roots.getLast().subtree().cost()).isEqualTo("1");
        assertThat(forest.total().spans()).isEqualTo(3);
    }

    @Test
    void whatIsNotShownIsCountedAndSummed() {
        var parts = new ArrayList<TracePart>();
        parts.add(span("root", null, 0));
        for (int i = 0; i < 9_999; i++) {
            parts.add(call("call-" + i, "root", i + 1, 2, 1, "0.001"));
        }

        var root = new Forest(parts).roots(50).getFirst();
        assertThat(root.children()).hasSize(49);
        assertThat(root.omitted()).isEqualTo(9_950);
        // 9,999 x 0.001
        assertThat(root.subtree().cost()).isEqualTo("9.999");
        assertThat(root.subtree().inputTokens()).isEqualTo(19_998);
    }

    @Test
    void aChainDeeperThanReadersBearIsCutWithItsSumsRight() {
        var parts = new ArrayList<TracePart>();
        for (int i = 0; i < 10_000; i++) {
            parts.add(span("s-" + i, i == 0 ? null : "s-" + (i - 1), i));
        }
        parts.add(call("last", "s-9999", 10_000, 1, 1, "7"));

        var node = new Forest(parts).roots(10_000).getFirst();
        assertThat(node.subtree().cost()).isEqualTo("7");
        assertThat(node.omitted()).isEqualTo(10_001 - Forest.MAX_DEPTH);
        int depth = 1;
        while (!node.children().isEmpty()) {
            node = node.children().getFirst();
            depth++;
        }
        assertThat(depth).isEqualTo(Forest.MAX_DEPTH);
        assertThat(node.subtree().cost()).isEqualTo("7");
    }

    @Test
    void aSpanThatTurnedOutToBeACallIsThatCall() {
        var forest = new Forest(List.of(span("x", null, 0), call("x", null, 0, 1, 1, "1"), span("y", "x", 1)));

        assertThat(forest.total().spans()).isEqualTo(1);
        assertThat(forest.roots(10).getFirst().children())
                .extracting(TraceNode::id)
                .containsExactly("y");
    }

    @Test
    void aSpanWhoseReportCountsIsOneNodeWithItsEstimate() {
        var id = EstimateId.of("t", "a");
        var estimate = part("a", null, id, 0, new TreeSums(1, 0, 0, 0, 30, 0, 0, 3, 0, "2"));
        var forest = new Forest(List.of(estimate, span("a", null, 0), span("b", "a", 1)));

        assertThat(forest.size()).isEqualTo(2);
        assertThat(forest.total()).isEqualTo(new TreeSums(1, 0, 0, 2, 30, 0, 0, 3, 0, "2"));
        var root = forest.roots(10).getFirst();
        assertThat(root.kind()).isEqualTo("agent");
        assertThat(root.eventId()).isEqualTo(id);
        assertThat(root.own().cost()).isEqualTo("2");
        assertThat(root.children()).extracting(TraceNode::id).containsExactly("b");
    }

    @Test
    void anEstimateWhoseSpanIsNotSeenIsANodeOfItsOwn() {
        var estimate = part("a", null, EstimateId.of("t", "a"), 0, new TreeSums(1, 0, 0, 0, 30, 0, 0, 3, 0, "2"));

        var forest = new Forest(List.of(estimate));

        assertThat(forest.total().cost()).isEqualTo("2");
        assertThat(forest.roots(10)).extracting(TraceNode::kind).containsExactly("call");
    }

    private static TracePart span(String id, @Nullable String parent, int second) {
        return part(id, parent, null, second, TreeSums.ONE_SPAN);
    }

    private static TracePart call(
            String id, @Nullable String parent, int second, long input, long output, @Nullable String cost) {
        return part(
                id,
                parent,
                "event-" + id,
                second,
                new TreeSums(1, cost == null ? 1 : 0, 0, 0, input, 0, 0, output, 0, cost));
    }

    private static TracePart part(
            String id, @Nullable String parent, @Nullable String event, int second, TreeSums own) {
        return new TracePart(
                "t",
                id,
                parent,
                event,
                event == null ? "agent" : TracePart.CALL,
                id,
                NOON.plusSeconds(second),
                10L,
                "ok",
                null,
                null,
                null,
                null,
                null,
                own,
                null);
    }
}
