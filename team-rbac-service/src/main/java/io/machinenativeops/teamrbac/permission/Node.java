package io.machinenativeops.teamrbac.permission;

/** A team or project and what it stands under: a team under the organisation or a team, a project under either. */
public record Node(Scope scope, Scope parent) implements TenantRow {

    public Node {
        if (scope.kind() == ScopeKind.ORGANIZATION) {
            throw new IllegalArgumentException(scope + " stands under " + parent + ": an organisation is the root");
        }
        if (parent.kind() == ScopeKind.PROJECT || parent.equals(scope)) {
            throw new IllegalArgumentException(
                    scope + " stands under " + parent + ": expected the organisation or another team");
        }
    }
}
