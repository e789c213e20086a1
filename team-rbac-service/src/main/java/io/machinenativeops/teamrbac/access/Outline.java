package io.machinenativeops.teamrbac.access;

import java.util.ArrayList;
import java.util.Comparator;
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

    private Outline() {}

    static Outline of(ScopeTree tree) {
        var children = new HashMap<Scope, List<Scope>>();
        tree.nodes()
                .forEach((scope, node) -> children.computeIfAbsent(node.parent(), _ -> new ArrayList<>())
                        .add(scope));
        var outline = new Outline();
        outline.add(tree.root(), children, 1);
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
        return IntStream.range(0, scopes.size())
                .filter(position -> scope(position).kind() == kind)
                .filter(position -> after == null || scope(position).compareTo(after) > 0)
                .boxed()
                .sorted(Comparator.comparing(this::scope))
                .mapToInt(Integer::intValue);
    }
}
