package io.machinenativeops.teamrbac.access;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A proof as the API tells it.
 *
 * @param path from the scope asked about up to where the row stands
 * @param binding what grants it
 * @param deny what takes it
 * @param missing what is not there
 * @param actsFor of a key, why the one it acts for has it too
 */
@Schema(name = "Explanation")
record Explanation(
        @Schema(allowableValues = {"granted", "denied", "missing"})
        String outcome,

        List<String> path,
        @Nullable Given binding,
        @Nullable Taken deny,
        @Nullable Lack missing,
        @Nullable Explanation actsFor) {

    /** A binding; {@code role} is null where it gives a list of its own. */
    @Schema(name = "ExplainedBinding")
    record Given(
            String id,
            String scope,
            @Nullable String role,
            @Nullable List<String> permissions,
            @Nullable Instant expiresAt) {}

    /** A deny. */
    @Schema(name = "ExplainedDeny")
    record Taken(
            String id,
            String scope,
            List<String> permissions,
            @Nullable Instant expiresAt) {}

    /** What is missing, and for whom: the principal asked about, or the one for whom that key acts. */
    @Schema(name = "ExplainedLack")
    record Lack(
            @Schema(allowableValues = {"not-a-member", "suspended", "no-such-scope", "no-binding"})
            String reason,

            String principal,
            List<Given> expired) {}

    static Explanation of(Proof proof) {
        return switch (proof) {
            case Proof.Granted granted ->
                new Explanation(
                        "granted",
                        texts(granted.path()),
                        given(granted.binding()),
                        null,
                        null,
                        granted.actsFor() == null ? null : of(granted.actsFor()));
            case Proof.Denied denied ->
                new Explanation("denied", texts(denied.path()), null, taken(denied.deny()), null, null);
            case Proof.Missing missing ->
                new Explanation(
                        "missing",
                        List.of(),
                        null,
                        null,
                        new Lack(
                                missing.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                missing.principal().toString(),
                                missing.expired().stream()
                                        .map(Explanation::given)
                                        .toList()),
                        null);
        };
    }

    private static Given given(Binding binding) {
        return switch (binding.grant()) {
            case Grant.OfRole named ->
                new Given(binding.id().toString(), binding.scope().toString(), named.role(), null, binding.expiresAt());
            case Grant.OfPermissions own ->
                new Given(
                        binding.id().toString(),
                        binding.scope().toString(),
                        null,
                        texts(own.permissions()),
                        binding.expiresAt());
        };
    }

    private static Taken taken(Deny deny) {
        return new Taken(deny.id().toString(), deny.scope().toString(), texts(deny.permissions()), deny.expiresAt());
    }

    private static List<String> texts(PermissionSet permissions) {
        return permissions.toList().stream().map(Permission::toString).toList();
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
