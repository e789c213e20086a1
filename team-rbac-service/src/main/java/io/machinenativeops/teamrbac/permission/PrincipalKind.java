package io.machinenativeops.teamrbac.permission;

import java.util.Locale;

/** Who can hold a role. */
public enum PrincipalKind {
    USER,
    AGENT,
    /** An API key; it acts for a user or an agent. */
    KEY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
