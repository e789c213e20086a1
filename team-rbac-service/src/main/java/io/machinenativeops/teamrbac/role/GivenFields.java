package io.machinenativeops.teamrbac.role;

import java.time.Instant;
import java.util.List;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.SentField;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/** Reads what requests say of bindings and denies. */
public final class GivenFields {

    private GivenFields() {}

    static Principal principal(@Nullable String sent) {
        return SentField.read("principal", sent, Principal::of);
    }

    /** Reads where. */
    public static Scope scope(@Nullable String sent) {
        return SentField.read("scope", sent, Scope::of);
    }

    /** Reads a role or a list of permissions: exactly one of them. */
    public static Grant grant(@Nullable String role, @Nullable List<String> permissions) {
        if ((role == null) == (permissions == null)) {
            throw ProblemException.invalid("role", "expected either a role or permissions, and not both");
        }
        return role == null
                ? new Grant.OfPermissions(RoleController.permissionSet(permissions))
                : SentField.read("role", role, Grant.OfRole::new);
    }

    /** Reads when something ends; null for never. */
    public static @Nullable Instant end(@Nullable Instant sent) {
        if (sent != null && !sent.isAfter(Instant.now())) {
            throw ProblemException.invalid("expiresAt", "is " + sent + ": expected a time to come");
        }
        return sent;
    }
}
