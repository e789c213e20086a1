package io.machinenativeops.teamrbac.permission;

import java.util.Locale;

/** The levels of the tree. A level's name leads the text of its scopes. */
public enum ScopeKind {
    ORGANIZATION,
    TEAM,
    PROJECT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
