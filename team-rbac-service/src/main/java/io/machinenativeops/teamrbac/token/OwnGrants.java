package io.machinenativeops.teamrbac.token;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import io.machinenativeops.platform.security.Grants;
import io.machinenativeops.platform.security.GrantsDirectory;
import io.machinenativeops.teamrbac.access.AccessDecisions;
import io.machinenativeops.teamrbac.access.ResolvedGrants;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;

/** Grants that did not fit in a token, for requests to this service itself. */
final class OwnGrants implements GrantsDirectory {

    private final AccessDecisions decisions;

    OwnGrants(AccessDecisions decisions) {
        this.decisions = decisions;
    }

    @Override
    public Grants find(String organization, String subject, long revision, String reference) {
        var holder = Principal.of(reference);
        Map<String, Set<String>> byScope = new LinkedHashMap<>();
        claim(decisions.grants(UUID.fromString(organization), revision, holder), holder)
                .forEach((scope, permissions) -> byScope.put(scope, new HashSet<>(permissions)));
        return new Grants(byScope);
    }

    /** All that a token for the holder would say. */
    static Map<String, List<String>> claim(ResolvedGrants grants, Principal holder) {
        var all = new TreeMap<String, List<String>>(grants.claim());
        if (holder.kind() == PrincipalKind.USER) {
            all.putAll(Platform.ofUser(holder));
        }
        return all;
    }
}
