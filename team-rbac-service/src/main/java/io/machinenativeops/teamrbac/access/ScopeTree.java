package io.machinenativeops.teamrbac.access;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/** What stands under what in one organisation. */
final class ScopeTree {

    private final Scope root;
    private final SegmentedMap<Scope, Node> nodes;
    private volatile @Nullable Outline outline;

    ScopeTree(Scope root, SegmentedMap<Scope, Node> nodes) {
        this.root = root;
        this.nodes = nodes;
    }

    Scope root() {
        return root;
    }

    SegmentedMap<Scope, Node> nodes() {
        return nodes;
    }

    /**
     * The scope itself, what it stands under, and so on up to the organisation; empty for a scope that is not in the tree,
     * also when something above it is gone.
     *
     * @throws LimitExceededException if it is deeper than allowed, as it is in a circle
     */
    List<Scope> path(Scope scope) {
        var path = new ArrayList<Scope>(3);
        var each = scope;
        while (!each.equals(root)) {
            var node = nodes.get(each);
            if (node == null) {
                return List.of();
            }
            path.add(each);
            Limit.DEPTH.check(path.size() + 1L);
            each = node.parent();
        }
        path.add(root);
        return Collections.unmodifiableList(path);
    }

    /** Made when first asked for: a check does without. */
    Outline outline() {
        var known = outline;
        if (known == null) {
            known = Outline.of(this);
            outline = known;
        }
        return known;
    }
}
