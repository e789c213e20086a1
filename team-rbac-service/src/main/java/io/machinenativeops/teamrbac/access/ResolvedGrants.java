package io.machinenativeops.teamrbac.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a principal holds, as a token says it to services that know no tree: a scope is named with what is held at it
 * <em>and everywhere below</em>. A project stands by itself unless the organisation's entry says all there is to say.
 *
 * @param byScope in the order of scopes, without empty entries
 * @param validUntil when the first binding or deny ends and the answer may change; null if none does
 */
public record ResolvedGrants(
        long revision,
        Map<Scope, PermissionSet> byScope,
        @Nullable Instant validUntil) {

    /** Bytes of JSON that a token carries; what is larger is fetched by reference. */
    public static final int MOST_BYTES_IN_TOKEN = 4096;

    private static final int QUOTES = 2;

    public ResolvedGrants {
        byScope = Collections.unmodifiableMap(new TreeMap<>(byScope));
    }

    /** The claim {@code grants}. */
    public Map<String, List<String>> claim() {
        var claim = new LinkedHashMap<String, List<String>>();
        byScope.forEach((scope, permissions) -> claim.put(
                scope.toString(),
                permissions.toList().stream().map(Permission::toString).toList()));
        return claim;
    }

    /** How long the claim is as JSON without white space. */
    public int claimBytes() {
        var entries = new ArrayList<Integer>();
        byScope.forEach((scope, permissions) -> {
            var names = permissions.toList();
            int letters = names.stream()
                    .mapToInt(each -> each.toString().length() + QUOTES)
                    .sum();
            // "scope":[names and the commas between them]
            entries.add(scope.toString().length() + QUOTES + 1 + 2 + letters + names.size() - 1);
        });
        return 2 + entries.stream().mapToInt(Integer::intValue).sum() + Math.max(0, entries.size() - 1);
    }

    public boolean fitsInToken() {
        return claimBytes() <= MOST_BYTES_IN_TOKEN;
    }
}
