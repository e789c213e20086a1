package io.machinenativeops.teamrbac.role;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/** Reads what requests say of bindings and denies. */
public final class GivenFields {

    private GivenFields() {}

    static Principal principal(@Nullable String sent) {
        return read("principal", sent, Principal::of);
    }

    /** Reads where. */
    public static Scope scope(@Nullable String sent) {
        return read("scope", sent, Scope::of);
    }

    /** Reads a role or a list of permissions: exactly one of them. */
    public static Grant grant(@Nullable String role, @Nullable List<String> permissions) {
        if ((role == null) == (permissions == null)) {
            throw ProblemException.invalid("role", "expected either a role or permissions, and not both");
        }
        return role == null
                ? new Grant.OfPermissions(RoleController.permissionSet(permissions))
                : read("role", role, Grant.OfRole::new);
    }

    /** Reads when something ends; null for never. */
    public static @Nullable Instant end(@Nullable Instant sent) {
        if (sent != null && !sent.isAfter(Instant.now())) {
            throw ProblemException.invalid("expiresAt", "is " + sent + ": expected a time to come");
        }
        return sent;
    }

    private static <T> T read(String field, @Nullable String text, Function<String, T> reader) {
        if (text == null) {
            throw ProblemException.invalid(field, "is missing");
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException unfit) {
            throw ProblemException.invalid(field, String.valueOf(unfit.getMessage()));
        }
    }
}
