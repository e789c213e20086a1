package io.machinenativeops.teamrbac.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.SentField;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/permissions}: who may do what where in the caller's organisation, and why. */
@RestController
@RequestMapping(
        path = "/api/v1/permissions",
        consumes = MediaType.APPLICATION_JSON_VALUE,
        produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "permissions")
final class PermissionController {

    private static final String SEES_MEMBERS = "member:read";
    private static final Duration SHORTLY = Duration.ofSeconds(1);
    private static final int A_PAGE = 1_000;

    private final AccessDecisions decisions;

    PermissionController(AccessDecisions decisions) {
        this.decisions = decisions;
    }

    @PostMapping("/check")
    @RequiresPermission(SEES_MEMBERS)
    @Operation(operationId = "checkPermission", summary = "Whether somebody has a permission somewhere")
    Checked check(@Parameter(hidden = true) Caller caller, @RequestBody CheckRequest body) {
        var check = new Item(body.principal, body.permission, body.scope).read("");
        requireSeen(caller, check.scope());
        var answer = answer(() -> decisions.check(organization(caller), revision(body.atLeastRevision), check));
        return new Checked(answer.value().allowed(), answer.revision(), explanation(body.explain, answer.value()));
    }

    @PostMapping("/check-batch")
    @RequiresPermission(SEES_MEMBERS)
    @Operation(operationId = "checkPermissions", summary = "Up to 1,000 checks, as of one revision and one moment")
    CheckedBatch checkBatch(@Parameter(hidden = true) Caller caller, @RequestBody BatchRequest body) {
        var items = body.checks;
        if (items == null) {
            throw ProblemException.invalid("checks", "is missing: expected a list of checks");
        }
        requireWithin(items.size());
        var checks = new ArrayList<Check>();
        for (int index = 0; index < items.size(); index++) {
            var item = items.get(index);
            if (item == null) {
                throw ProblemException.invalid("checks[" + index + "]", "is null: expected a check");
            }
            var check = item.read("checks[" + index + "].");
            requireSeen(caller, check.scope());
            checks.add(check);
        }
        var answer = answer(() -> decisions.checkAll(organization(caller), revision(body.atLeastRevision), checks));
        return new CheckedBatch(
                answer.revision(),
                answer.value().stream()
                        .map(each -> new CheckedItem(each.allowed(), explanation(body.explain, each)))
                        .toList());
    }

    @PostMapping("/list-objects")
    @RequiresPermission(SEES_MEMBERS)
    @Operation(
            operationId = "listPermittedObjects",
            summary = "The teams or projects where somebody has a permission, in the order of their ids")
    Objects listObjects(@Parameter(hidden = true) Caller caller, @RequestBody ListRequest body) {
        if (!caller.canEverywhere(SEES_MEMBERS)) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN,
                    "The credential has " + SEES_MEMBERS
                            + " for parts of the organisation only: expected it for all of it.");
        }
        var principal = SentField.read("principal", body.principal, Principal::of);
        var permission = SentField.read("permission", body.permission, Permission::of);
        var kind = SentField.read("kind", body.kind, PermissionController::kind);
        var after = body.cursor == null ? null : SentField.read("cursor", body.cursor, Scope::of);
        if (after != null && after.kind() != kind) {
            throw ProblemException.invalid(
                    "cursor", "is '" + body.cursor + "': expected one of a list of kind " + kind);
        }
        int limit = body.limit == null ? A_PAGE : body.limit;
        if (limit < 1) {
            throw ProblemException.invalid("limit", limit + " is not allowed, expected 1 to " + Limit.PAGE.most());
        }
        var answer = answer(() -> decisions.objects(
                organization(caller), revision(body.atLeastRevision), principal, permission, kind, after, limit));
        var next = answer.value().next();
        return new Objects(
                answer.revision(),
                answer.value().items().stream().map(Scope::toString).toList(),
                next == null ? null : next.toString());
    }

    private static void requireWithin(int count) {
        answer(() -> {
            Limit.BATCH.check(count);
            return count;
        });
    }

    /** Members are seen where {@code member:read} is held; a question about another place would tell of them. */
    private static void requireSeen(Caller caller, Scope scope) {
        if (!caller.canEverywhere(SEES_MEMBERS) && !caller.grants().at(scope.toString(), SEES_MEMBERS)) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN,
                    "The credential lacks the permission " + SEES_MEMBERS + " at " + scope + ".");
        }
    }

    private static UUID organization(Caller caller) {
        return UUID.fromString(caller.organizationId());
    }

    private static long revision(@Nullable Long atLeast) {
        return atLeast == null ? 0 : atLeast;
    }

    private static @Nullable Explanation explanation(@Nullable Boolean wanted, Decision decision) {
        return Boolean.TRUE.equals(wanted) ? Explanation.of(decision.proof()) : null;
    }

    private static ScopeKind kind(String text) {
        return Arrays.stream(ScopeKind.values())
                .filter(each ->
                        each != ScopeKind.ORGANIZATION && each.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is '" + text + "': expected team or project"));
    }

    private static <T> T answer(Supplier<T> question) {
        try {
            return question.get();
        } catch (LimitExceededException large) {
            throw new ProblemException(AccessProblem.LIMIT_EXCEEDED, String.valueOf(large.getMessage()));
        } catch (IndexBehindException behind) {
            throw new ProblemException(AccessProblem.REVISION_NOT_REACHED, String.valueOf(behind.getMessage()))
                    .retryAfter(SHORTLY);
        }
    }

    /**
     * One check.
     *
     * @param principal {@code user:<uuid>}, {@code agent:<uuid>} or {@code key:<uuid>}
     * @param scope {@code organization:<uuid>}, {@code team:<uuid>} or {@code project:<uuid>}
     * @param explain whether the reply says why
     * @param atLeastRevision the revision the answer must be as new as
     */
    @Schema(name = "PermissionCheck")
    record CheckRequest(
            @Nullable String principal,
            @Nullable String permission,
            @Nullable String scope,
            @Nullable Boolean explain,
            @Nullable Long atLeastRevision) {}

    /** Many checks. */
    @Schema(name = "PermissionCheckBatch")
    record BatchRequest(
            @Nullable List<@Nullable Item> checks,
            @Nullable Boolean explain,
            @Nullable Long atLeastRevision) {}

    /** A check among many. */
    @Schema(name = "PermissionCheckItem")
    record Item(
            @Nullable String principal,
            @Nullable String permission,
            @Nullable String scope) {

        private Check read(String prefix) {
            return new Check(
                    SentField.read(prefix + "principal", principal, Principal::of),
                    SentField.read(prefix + "permission", permission, Permission::of),
                    SentField.read(prefix + "scope", scope, Scope::of));
        }
    }

    /** What to list; {@code kind} is {@code team} or {@code project}, {@code limit} 1 to 10,000 (1,000 when left out). */
    @Schema(name = "PermittedObjectsQuery")
    record ListRequest(
            @Nullable String principal,
            @Nullable String permission,
            @Nullable String kind,
            @Nullable String cursor,
            @Nullable Integer limit,
            @Nullable Long atLeastRevision) {}

    /** The answer to one check. */
    @Schema(name = "CheckedPermission")
    record Checked(boolean allowed, long revision, @Nullable Explanation explanation) {}

    /** The answers to many checks, in their order. */
    @Schema(name = "CheckedPermissionBatch")
    record CheckedBatch(long revision, List<CheckedItem> decisions) {}

    /** One answer among many. */
    @Schema(name = "CheckedPermissionItem")
    record CheckedItem(boolean allowed, @Nullable Explanation explanation) {}

    /** Scopes, and after which one the next page begins. */
    @Schema(name = "PermittedObjects")
    record Objects(
            long revision, List<String> items, @Nullable String nextCursor) {}
}
