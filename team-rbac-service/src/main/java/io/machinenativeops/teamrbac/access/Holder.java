package io.machinenativeops.teamrbac.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/**
 * All that concerns one principal.
 *
 * @param member null while rows name it and it does not belong to the organisation
 * @param bindings by scope
 * @param denies by scope
 */
record Holder(@Nullable Member member, List<Binding> bindings, List<Deny> denies) {

    static final Holder NOTHING = new Holder(null, List.of(), List.of());

    private static final Comparator<Binding> BINDINGS =
            Comparator.comparing(Binding::scope).thenComparing(Binding::id);
    private static final Comparator<Deny> DENIES =
            Comparator.comparing(Deny::scope).thenComparing(Deny::id);

    Holder with(@Nullable Member changed) {
        return new Holder(changed, bindings, denies);
    }

    Holder with(Binding added) {
        return new Holder(member, add(without(added).bindings, added, BINDINGS), denies);
    }

    Holder with(Deny added) {
        return new Holder(member, bindings, add(without(added).denies, added, DENIES));
    }

    Holder without(Binding gone) {
        return new Holder(
                member,
                bindings.stream().filter(each -> !each.id().equals(gone.id())).toList(),
                denies);
    }

    Holder without(Deny gone) {
        return new Holder(
                member,
                bindings,
                denies.stream().filter(each -> !each.id().equals(gone.id())).toList());
    }

    boolean isNothing() {
        return member == null && bindings.isEmpty() && denies.isEmpty();
    }

    /** Those at one scope, of rows ordered by scope. */
    static <R> List<R> at(Scope scope, List<R> rows, Function<R, Scope> scopeOf) {
        int from = firstNotBefore(scope, rows, scopeOf);
        int to = from;
        while (to < rows.size() && scopeOf.apply(rows.get(to)).equals(scope)) {
            to++;
        }
        return rows.subList(from, to);
    }

    private static <R> int firstNotBefore(Scope scope, List<R> rows, Function<R, Scope> scopeOf) {
        int low = 0;
        int high = rows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (scopeOf.apply(rows.get(middle)).compareTo(scope) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static <R> List<R> add(List<R> rows, R added, Comparator<R> order) {
        if (rows.isEmpty()) {
            return List.of(added);
        }
        var all = new ArrayList<R>(rows);
        all.add(added);
        all.sort(order);
        return List.copyOf(all);
    }
}
