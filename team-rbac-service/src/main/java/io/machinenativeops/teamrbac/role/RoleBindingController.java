package io.machinenativeops.teamrbac.role;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Grant;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/role-bindings}: who has which role where. */
@RestController
@RequestMapping(path = "/api/v1/role-bindings", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "role-bindings")
final class RoleBindingController {

    private static final String TARGET = "role-binding";

    private final GivenRequests access;
    private final Given given;
    private final IdentityRequests requests;

    RoleBindingController(TenantDatabase database, Given given, IdentityRequests requests) {
        this.access = new GivenRequests(TARGET, GivenRows.bindings(database), requests);
        this.given = given;
        this.requests = requests;
    }

    @GetMapping
    @RequiresPermission("member:read")
    @Operation(
            operationId = "listRoleBindings",
            summary = "Those that the caller sees, of one principal or at one scope")
    RoleBindingPage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @RequestParam(required = false) @Nullable String principal,
            @RequestParam(required = false) @Nullable String scope,
            @Parameter(description = "The name of a built-in role, or the id of an own one")
                    @RequestParam(required = false)
                    @Nullable
                    String role) {
        var found = access.list(caller, page, GivenRows.Asked.of(principal, scope, role))
                .map(RoleBindingView::of);
        return new RoleBindingPage(found.items(), found.nextCursor());
    }

    @GetMapping("/{id}")
    @RequiresPermission("member:read")
    @Operation(operationId = "getRoleBinding", summary = "One of them; its ETag goes into If-Match")
    ResponseEntity<RoleBindingView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        var found = access.read(caller, id);
        return ResponseEntity.ok().eTag(IfMatch.etag(found.revision())).body(RoleBindingView.of(found));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("member:manage")
    @IdempotentPost
    @Operation(
            operationId = "createRoleBinding",
            summary = "Give a user or agent a role or permissions, no more than the caller has")
    @ApiResponse(responseCode = "201", description = "Made")
    ResponseEntity<RoleBindingView> create(@Parameter(hidden = true) Caller caller, @RequestBody RoleBindingBody body) {
        var principal = GivenRequests.principal(body.principal);
        var scope = GivenFields.scope(body.scope);
        var made = requests.change(caller, request -> {
            var grant = body.grant();
            var binding = new Binding(NewId.next(), principal, scope, grant, body.end());
            request.sight().require(scope);
            if (request.index().member(principal).isEmpty()) {
                throw IdentityRequests.notFound("member", principal);
            }
            Refusals.require(request.authority().mayBind(scope, grant, binding.expiresAt()));
            given.bind(request.change(), request.by(), binding);
            request.record(request.audit("role-binding.created")
                    .on(TARGET, binding.id())
                    .with("principal", principal.toString())
                    .with("scope", scope.toString())
                    .with("gives", gives(grant)));
            return access.made(binding.id());
        });
        return ResponseEntity.created(URI.create("/api/v1/role-bindings/" + made.id()))
                .eTag(IfMatch.etag(made.revision()))
                .body(RoleBindingView.of(made));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("member:read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteRoleBinding", summary = "Take it back; everybody may give up an own one")
    @ApiResponse(responseCode = "204", description = "Deleted")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, @Nullable IfMatch match) {
        access.delete(caller, id, match, (request, row) -> {
            Refusals.require(request.authority().mayUnbind(row.binding()));
            given.unbind(request.change(), row.binding());
        });
    }

    private static String gives(Grant grant) {
        return switch (grant) {
            case Grant.OfRole(var role) -> role;
            case Grant.OfPermissions(var permissions) -> permissions.toString();
        };
    }

    /**
     * Whom to give what, where. Either {@code role} or {@code permissions} is sent.
     *
     * @param principal {@code user:<uuid>} or {@code agent:<uuid>}
     * @param scope {@code organization:<uuid>}, {@code team:<uuid>} or {@code project:<uuid>}
     * @param role the name of a built-in role, or the id of an own one
     * @param expiresAt when it ends by itself
     */
    @Schema(name = "RoleBindingTerms")
    record RoleBindingBody(
            @Nullable String principal,
            @Nullable String scope,
            @Nullable String role,
            @Nullable List<String> permissions,
            @Nullable Instant expiresAt) {

        private Grant grant() {
            return GivenFields.grant(role, permissions);
        }

        private @Nullable Instant end() {
            return GivenFields.end(expiresAt);
        }
    }

    /** Some of them. */
    @Schema(name = "RoleBindingPage")
    record RoleBindingPage(
            List<RoleBindingView> items, @Nullable String nextCursor) {}

    /** Who has what where. */
    @Schema(name = "RoleBinding")
    record RoleBindingView(
            UUID id,
            String principal,
            String scope,
            @Nullable String role,
            @Nullable List<String> permissions,
            @Nullable Instant expiresAt,
            int revision,
            Instant createdAt,
            String createdBy) {

        private static RoleBindingView of(GivenRow row) {
            return new RoleBindingView(
                    row.id(),
                    row.principal().toString(),
                    row.scope().toString(),
                    row.role(),
                    row.permissions(),
                    row.expiresAt(),
                    row.revision(),
                    row.createdAt(),
                    row.createdBy());
        }
    }
}
