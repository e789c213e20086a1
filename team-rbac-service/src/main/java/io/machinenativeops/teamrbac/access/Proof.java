package io.machinenativeops.teamrbac.access;

import java.util.List;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/** Why a decision is as it is. A {@code path} leads from the scope that was asked about up to where the row stands. */
public sealed interface Proof {

    /**
     * A binding gives it.
     *
     * @param binding the nearest to the scope asked about
     * @param actsFor of a key, why the one it acts for has it too
     */
    record Granted(
            Binding binding, List<Scope> path, @Nullable Granted actsFor) implements Proof {}

    /** A binding gives it and a deny takes it. */
    record Denied(Deny deny, List<Scope> path) implements Proof {}

    /**
     * Nothing gives it.
     *
     * @param principal who lacks it: who was asked about, or the one for whom that key acts
     * @param expired bindings that gave it once
     */
    record Missing(Reason reason, Principal principal, List<Binding> expired) implements Proof {}

    /** What is missing. */
    enum Reason {
        NOT_A_MEMBER,
        SUSPENDED,
        /** The organisation has no such team or project. */
        NO_SUCH_SCOPE,
        NO_BINDING
    }
}
