package io.machinenativeops.teamrbac.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.jspecify.annotations.Nullable;

/**
 * The scopes of a tree as a list, each followed by all that stands below it: "a scope and everywhere below" is then a range.
 * Scopes that hang on nothing are not in it.
 */
final class Outline {

    private final List<Scope> scopes = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private final Map<Scope, Integer> positions = new HashMap<>();
    private final Map<ScopeKind, List<Integer>> byId = new EnumMap<>(ScopeKind.class);

    private Outline() {}

    static Outline of(ScopeTree tree) {
        var children = new HashMap<Scope, List<Scope>>();
        tree.nodes()
                .forEach((scope, node) -> children.computeIfAbsent(node.parent(), _ -> new ArrayList<>())
                        .add(scope));
        var outline = new Outline();
        outline.add(tree.root(), children, 1);
        outline.sort();
        return outline;
    }

    private void add(Scope scope, Map<Scope, List<Scope>> children, int depth) {
        Limit.DEPTH.check(depth);
        int position = scopes.size();
        positions.put(scope, position);
        scopes.add(scope);
        ends.add(0);
        children.getOrDefault(scope, List.of()).forEach(child -> add(child, children, depth + 1));
        ends.set(position, scopes.size());
    }

    private void sort() {
        for (int position = 0; position < scopes.size(); position++) {
            byId.computeIfAbsent(scope(position).kind(), _ -> new ArrayList<>()).add(position);
        }
        byId.values().forEach(positions -> positions.sort(Comparator.comparing(this::scope)));
    }

    int size() {
        return scopes.size();
    }

    Scope scope(int position) {
        return scopes.get(position);
    }

    /** One behind the last position below this one. */
    int end(int position) {
        return ends.get(position);
    }

    /** Where the scope stands; -1 if it does not. */
    int position(Scope scope) {
        return positions.getOrDefault(scope, -1);
    }

    /** The positions of one kind behind a scope, in the order of the ids: an order that changes of the tree leave as it is. */
    IntStream positions(ScopeKind kind, @Nullable Scope after) {
        var all = byId.getOrDefault(kind, List.of());
        int low = 0;
        int high = after == null ? 0 : all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (after != null && scope(all.get(middle)).compareTo(after) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return all.subList(low, all.size()).stream().mapToInt(Integer::intValue);
    }
}
