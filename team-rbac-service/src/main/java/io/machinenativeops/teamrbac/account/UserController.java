package io.machinenativeops.teamrbac.account;

import java.util.List;
import java.util.UUID;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.identity.Actors;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/users/me}: the caller's own account. */
@RestController
@RequestMapping("/api/v1/users/me")
@Tag(name = "users")
final class UserController {

    private static final String OWN = "user:self";

    private final Accounts accounts;
    private final Passwords passwords;
    private final SignOut signOut;
    private final LinkedProviders providers;

    UserController(Accounts accounts, Passwords passwords, SignOut signOut, LinkedProviders providers) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.signOut = signOut;
        this.providers = providers;
    }

    /** @param operator whether the user runs the platform */
    record UserView(UUID id, String email, boolean emailVerified, String name, boolean operator) {}

    /** All that the caller signs in by at other providers, the oldest first. */
    record LinkedIdentities(List<LinkedProviders.Linked> items) {}

    record PasswordChange(
            @Nullable String current, @Nullable String next) {}

    @GetMapping
    @RequiresPermission(OWN)
    @Operation(operationId = "getOwnUser", summary = "The caller's own account")
    UserView me(@Parameter(hidden = true) Caller caller) {
        var account = own(caller);
        return new UserView(
                account.id(), account.email(), account.emailVerifiedAt() != null, account.name(), account.operator());
    }

    @PostMapping("/password")
    @RequiresPermission(OWN)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "changeOwnPassword",
            summary = "Change the own password; every session, refresh token and token from before ends")
    void changePassword(@Parameter(hidden = true) Caller caller, @RequestBody PasswordChange body) {
        var account = own(caller);
        var current = required("current", body.current);
        var next = required("next", body.next);
        if (account.passwordHash() == null || !passwords.isOf(account, current)) {
            throw new ProblemException(
                    AccountProblem.WRONG_PASSWORD, "It is not the current password of this account.");
        }
        signOut.withNewPassword(account.id(), passwords.encodeNew("next", next));
    }

    @PostMapping("/sign-out-everywhere")
    @RequiresPermission(OWN)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "signOutEverywhere", summary = "End every session, refresh token and token of the caller")
    void signOutEverywhere(@Parameter(hidden = true) Caller caller) {
        signOut.everywhere(own(caller).id());
    }

    @GetMapping(path = "/identity-providers", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(OWN)
    @Operation(operationId = "listOwnIdentityProviders", summary = "What the caller signs in by beside the password")
    LinkedIdentities identityProviders(@Parameter(hidden = true) Caller caller) {
        return new LinkedIdentities(providers.of(own(caller).id()));
    }

    @DeleteMapping("/identity-providers/{id}")
    @RequiresPermission(OWN)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "unlinkOwnIdentityProvider",
            summary = "Sign in by an identity no more; never by the last way that is left")
    @ApiResponse(responseCode = "204", description = "Unlinked")
    void unlink(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        providers.unlink(caller, own(caller), id);
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw ProblemException.invalid(field, "is missing: expected a password");
        }
        return value;
    }

    /** A key acts for a user, and is not the user: it changes no password. */
    private Account own(Caller caller) {
        if (caller.keyId() != null) {
            throw new ProblemException(CommonProblem.FORBIDDEN, "An API key was sent: expected a sign-in.");
        }
        return accounts.find(Actors.user(caller).id())
                .orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND, "The account is gone."));
    }
}
