package io.machinenativeops.teamrbac.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.SentField;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.identity.IdPages;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/users}: all accounts, for who runs the platform. */
@RestController
@RequestMapping(path = "/api/v1/users", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "users")
final class AccountController {

    private static final String OPERATE = "platform:operate";
    private static final List<String> STATES = List.of("active", "disabled");

    private final Accounts accounts;
    private final AccountStates states;

    AccountController(Accounts accounts, AccountStates states) {
        this.accounts = accounts;
        this.states = states;
    }

    @GetMapping
    @RequiresPermission(OPERATE)
    @Operation(operationId = "listUsers", summary = "All users of the platform; the operator's right")
    AccountPage list(
            PageQuery page,
            @Parameter(description = "The one with this e-mail address") @RequestParam(required = false) @Nullable
                    String email,
            @Parameter(description = "`active` or `disabled`") @RequestParam(required = false) @Nullable
                    String status) {
        SentField.requireOneOf(STATES, "status", status);
        var found = IdPages.of(page, (after, limit) -> accounts.list(email, status, after, limit.max()), Account::id)
                .map(AccountView::of);
        return new AccountPage(found.items(), found.nextCursor());
    }

    @GetMapping("/{id}")
    @RequiresPermission(OPERATE)
    @Operation(operationId = "getUser", summary = "A user; the operator's right")
    AccountView get(@PathVariable UUID id) {
        return AccountView.of(accounts.find(id).orElseThrow(() -> IdentityRequests.notFound(AccountStates.TARGET, id)));
    }

    @PostMapping("/{id}/disable")
    @RequiresPermission(OPERATE)
    @Operation(
            operationId = "disableUser",
            summary =
                    "Let a user do nothing anywhere: no sign-in, session, token or key of theirs counts; the operator's right")
    AccountView disable(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return AccountView.of(states.disable(caller, id));
    }

    @PostMapping("/{id}/enable")
    @RequiresPermission(OPERATE)
    @Operation(
            operationId = "enableUser",
            summary = "Let a disabled user sign in again, and their keys count; the operator's right")
    AccountView enable(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return AccountView.of(states.enable(caller, id));
    }

    /** Some users. */
    @Schema(name = "UserPage")
    record AccountPage(List<AccountView> items, @Nullable String nextCursor) {}

    /**
     * A user of the platform.
     *
     * @param operator whether the user runs the platform
     * @param disabledAt null for who may sign in
     */
    @Schema(name = "User")
    record AccountView(
            UUID id,
            String email,
            boolean emailVerified,
            String name,
            boolean operator,
            @Nullable Instant disabledAt) {

        private static AccountView of(Account account) {
            return new AccountView(
                    account.id(),
                    account.email(),
                    account.emailVerifiedAt() != null,
                    account.name(),
                    account.operator(),
                    account.disabledAt());
        }
    }
}
