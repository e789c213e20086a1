package io.machinenativeops.teamrbac.role;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.SentField;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.identity.IdPages;
import io.machinenativeops.teamrbac.identity.IdentityProblem;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.Listed;
import io.machinenativeops.teamrbac.identity.Named;
import io.machinenativeops.teamrbac.identity.Names;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/roles}: the built-in roles, and those that the organisation made. */
@RestController
@RequestMapping(path = "/api/v1/roles", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "roles")
final class RoleController {

    private static final String TARGET = "role";
    private static final int LONGEST_DESCRIPTION = 500;

    private final CustomRoles rows;
    private final IdentityRequests requests;

    RoleController(CustomRoles rows, IdentityRequests requests) {
        this.rows = rows;
        this.requests = requests;
    }

    @GetMapping
    @RequiresPermission("member:read")
    @Operation(
            operationId = "listRoles",
            summary = "The organisation's own roles; the first page begins with the built-in ones")
    RolePage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @Parameter(description = "Those that were deleted and the caller may restore")
                    @RequestParam(defaultValue = "false")
                    boolean deleted) {
        var own = requests.read(caller, sight -> {
            Specification<CustomRole> which = Listed.thatIs(deleted);
            var asked =
                    deleted && !sight.may(Permission.ROLE_MANAGE, sight.index().organization())
                            ? which.and(Listed.with("id", List.of()))
                            : which;
            return IdPages.of(page, (after, limit) -> rows.list(asked, after, limit), Named::id)
                    .map(RoleView::of);
        });
        var all = Arrays.stream(BuiltInRole.values()).map(RoleView::of).collect(Collectors.toList());
        if (deleted || !page.after().isEmpty()) {
            all.clear();
        }
        all.addAll(own.items());
        return new RolePage(List.copyOf(all), own.nextCursor());
    }

    @GetMapping("/{id}")
    @RequiresPermission("member:read")
    @Operation(operationId = "getRole", summary = "A role, by its id or, of a built-in one, its name")
    ResponseEntity<RoleView> get(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        var builtIn = BuiltInRole.find(id);
        if (builtIn.isPresent()) {
            return ResponseEntity.ok(RoleView.of(builtIn.get()));
        }
        return reply(requests.read(caller, _ -> live(id)));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("role:manage")
    @IdempotentPost
    @Operation(operationId = "createRole", summary = "Make a role out of permissions that the caller has everywhere")
    @ApiResponse(responseCode = "201", description = "Made")
    ResponseEntity<RoleView> create(@Parameter(hidden = true) Caller caller, @RequestBody RoleBody body) {
        var terms = body.read();
        var made = requests.change(caller, request -> {
            var role = new CustomRole(NewId.next(), terms, request);
            Refusals.require(request.authority().mayMake(role.role()));
            return put(request, role, "role.created");
        });
        return ResponseEntity.created(URI.create("/api/v1/roles/" + made.id()))
                .eTag(IfMatch.etag(made.revision()))
                .body(RoleView.of(made));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("role:manage")
    @Operation(operationId = "replaceRole", summary = "Say anew what a role holds, for all who have it")
    ResponseEntity<RoleView> replace(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            IfMatch match,
            @RequestBody RoleBody body) {
        return reply(change(caller, id, match, _ -> body.read()));
    }

    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("role:manage")
    @Operation(operationId = "changeRole", summary = "Change what is named of a role")
    ResponseEntity<RoleView> change(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            IfMatch match,
            @RequestBody RoleBody body) {
        return reply(change(caller, id, match, body::over));
    }

    private CustomRole change(Caller caller, String id, IfMatch match, Function<CustomRole, CustomRole.Terms> read) {
        return requests.change(caller, request -> {
            var role = managed(request, id);
            match.require(role.revision(), "the role");
            var before = role.role();
            role.become(read.apply(role), request);
            Refusals.require(request.authority().mayChange(before, role.role()));
            return put(request, role, "role.changed");
        });
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("role:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteRole",
            summary = "Delete a role: who has it holds nothing by it; for 30 days it can be restored")
    @ApiResponse(responseCode = "204", description = "Deleted")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable String id, IfMatch match) {
        requests.change(caller, request -> {
            var role = managed(request, id);
            match.require(role.revision(), "the role");
            Refusals.require(request.authority().mayRemove(role.role()));
            role.delete(request);
            rows.saveAndFlush(role);
            request.change().remove(role.role());
            request.record("role.deleted", TARGET, id, role.name());
            return role;
        });
    }

    @PostMapping("/{id}/restore")
    @RequiresPermission("role:manage")
    @IdempotentPost
    @Operation(operationId = "restoreRole", summary = "Take the deletion back, also for who had it")
    @ApiResponse(responseCode = "200", description = "Restored")
    ResponseEntity<RoleView> restore(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return reply(requests.change(caller, request -> {
            var role = rows.findById(uuid(id)).orElseThrow(() -> IdentityRequests.notFound(TARGET, id));
            Refusals.require(request.authority().mayMake(role.role()));
            role.restore(request);
            return put(request, role, "role.restored");
        }));
    }

    private CustomRole put(RequestedChange request, CustomRole role, String action) {
        var saved = rows.saveAndFlush(role);
        request.change().put(saved.role());
        request.record(request.audit(action)
                .on(TARGET, saved.id(), saved.name())
                .with("permissions", String.join(" ", saved.permissions())));
        return saved;
    }

    private CustomRole live(String id) {
        return rows.findById(uuid(id))
                .filter(role -> !role.isDeleted())
                .orElseThrow(() -> IdentityRequests.notFound(TARGET, id));
    }

    /** Roles count in all of the organisation: who may not manage them there gets no further. */
    private CustomRole managed(RequestedChange request, String id) {
        if (BuiltInRole.find(id).isPresent()) {
            throw new ProblemException(
                    IdentityProblem.BUILT_IN_ROLE, "'" + id + "' is a built-in role: nobody changes it.");
        }
        Refusals.require(request.authority()
                .holds(Permission.ROLE_MANAGE, request.index().organization()));
        return live(id);
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException other) {
            throw IdentityRequests.notFound(TARGET, id);
        }
    }

    private static ResponseEntity<RoleView> reply(CustomRole role) {
        return ResponseEntity.ok().eTag(IfMatch.etag(role.revision())).body(RoleView.of(role));
    }

    /** What a role is to be. */
    @Schema(name = "RoleTerms")
    record RoleBody(
            @Nullable String name,
            @Nullable String description,
            @Nullable List<String> permissions) {

        private CustomRole.Terms read() {
            return new CustomRole.Terms(
                    ownName(Names.read("name", name)), description(description), permissionSet(permissions));
        }

        private CustomRole.Terms over(CustomRole role) {
            return new CustomRole.Terms(
                    name == null ? role.name() : ownName(Names.read("name", name)),
                    description == null ? role.description() : description(description),
                    permissions == null ? PermissionSet.ofTexts(role.permissions()) : permissionSet(permissions));
        }

        /** A name that looks like that of a built-in role would be taken for it. */
        private static String ownName(String name) {
            var looks = Names.lookAlike(name);
            if (Arrays.stream(BuiltInRole.values())
                    .anyMatch(each -> Names.lookAlike(each.id()).equals(looks))) {
                throw new ProblemException(
                        IdentityProblem.NAME_TAKEN,
                        "'" + name
                                + "' looks like the name of a built-in role: expected one that people can tell from it.");
            }
            return name;
        }

        private static String description(@Nullable String sent) {
            if (sent == null) {
                return "";
            }
            if (sent.length() > LONGEST_DESCRIPTION) {
                throw ProblemException.invalid(
                        "description", "has " + sent.length() + " characters: expected at most " + LONGEST_DESCRIPTION);
            }
            return sent;
        }
    }

    static PermissionSet permissionSet(@Nullable List<String> sent) {
        if (sent == null || sent.isEmpty()) {
            throw ProblemException.invalid("permissions", "is missing or empty: expected at least one permission");
        }
        return SentField.read("permissions", sent, PermissionSet::ofTexts);
    }

    /** Some roles. */
    @Schema(name = "RolePage")
    record RolePage(List<RoleView> items, @Nullable String nextCursor) {}

    /**
     * A role.
     *
     * @param id of a built-in role its name
     */
    @Schema(name = "Role")
    record RoleView(
            String id,
            String name,
            String description,
            boolean builtIn,
            List<String> permissions,
            @Nullable Integer revision,
            @Nullable Instant createdAt,
            @Nullable String createdBy,
            @Nullable Instant updatedAt,
            @Nullable Instant deletedAt) {

        private static RoleView of(BuiltInRole role) {
            return new RoleView(role.id(), role.id(), "", true, texts(role.role()), null, null, null, null, null);
        }

        private static RoleView of(CustomRole role) {
            return new RoleView(
                    role.id().toString(),
                    role.name(),
                    role.description(),
                    false,
                    role.permissions(),
                    role.revision(),
                    role.createdAt(),
                    role.createdBy(),
                    role.updatedAt(),
                    role.deletedAt());
        }

        private static List<String> texts(Role role) {
            return role.permissions().toList().stream()
                    .map(Permission::toString)
                    .toList();
        }
    }
}
