package io.machinenativeops.teamrbac.token;

import java.util.List;
import java.util.Map;

import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;

/**
 * What tokens allow that no role of an organisation gives: what services do for each other, what who runs the platform does, and
 * what everybody does for themselves.
 */
public final class Platform {

    /** The {@code org} of tokens for no organisation. */
    public static final String NO_ORGANIZATION = Scope.NO_ORGANIZATION;

    private static final String SCOPE = "platform";
    private static final String CREATE = "organization:create";

    private Platform() {}

    /** Of services. */
    static Map<String, List<String>> ofServices() {
        return Map.of(SCOPE, List.of("internal:grants"));
    }

    /** Of who runs the platform: may make organisations and replace signing keys. */
    static Map<String, List<String>> ofOperators() {
        return Map.of(SCOPE, List.of(CREATE, "platform:operate"));
    }

    /** Of others, where everybody makes organisations. */
    static Map<String, List<String>> ofMakers() {
        return Map.of(SCOPE, List.of(CREATE));
    }

    /** Of each user: the own account. */
    static Map<String, List<String>> ofUser(Principal user) {
        return Map.of(user.toString(), List.of("user:self"));
    }
}
