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
import io.machinenativeops.teamrbac.permission.Deny;
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

/** {@code /api/v1/permission-denies}: what is taken from whom, whatever gives it. */
@RestController
@RequestMapping(path = "/api/v1/permission-denies", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "permission-denies")
final class PermissionDenyController {

    private static final String TARGET = "permission-deny";

    private final GivenRequests access;
    private final Given given;
    private final IdentityRequests requests;

    PermissionDenyController(TenantDatabase database, Given given, IdentityRequests requests) {
        this.access = new GivenRequests(TARGET, GivenRows.denies(database), requests);
        this.given = given;
        this.requests = requests;
    }

    @GetMapping
    @RequiresPermission("member:read")
    @Operation(
            operationId = "listPermissionDenies",
            summary = "Those that the caller sees, of one principal or at one scope")
    PermissionDenyPage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @RequestParam(required = false) @Nullable String principal,
            @RequestParam(required = false) @Nullable String scope) {
        var found = access.list(caller, page, GivenRows.Asked.of(principal, scope, null))
                .map(PermissionDenyView::of);
        return new PermissionDenyPage(found.items(), found.nextCursor());
    }

    @GetMapping("/{id}")
    @RequiresPermission("member:read")
    @Operation(operationId = "getPermissionDeny", summary = "One of them; its ETag goes into If-Match")
    ResponseEntity<PermissionDenyView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        var found = access.read(caller, id);
        return ResponseEntity.ok().eTag(IfMatch.etag(found.revision())).body(PermissionDenyView.of(found));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("member:manage")
    @IdempotentPost
    @Operation(
            operationId = "createPermissionDeny",
            summary = "Take permissions that the caller has from a user or agent")
    @ApiResponse(responseCode = "201", description = "Made")
    ResponseEntity<PermissionDenyView> create(
            @Parameter(hidden = true) Caller caller, @RequestBody PermissionDenyBody body) {
        var principal = GivenRequests.principal(body.principal);
        var scope = GivenFields.scope(body.scope);
        var made = requests.change(caller, request -> {
            var deny = new Deny(
                    NewId.next(), principal, scope, RoleController.permissionSet(body.permissions), body.end());
            request.sight().require(scope);
            Refusals.require(request.authority().mayDeny(deny));
            given.deny(request.change(), request.by(), deny);
            request.record(request.audit("permission-deny.created")
                    .on(TARGET, deny.id())
                    .with("principal", principal.toString())
                    .with("scope", scope.toString())
                    .with("takes", deny.permissions().toString()));
            return access.made(deny.id());
        });
        return ResponseEntity.created(URI.create("/api/v1/permission-denies/" + made.id()))
                .eTag(IfMatch.etag(made.revision()))
                .body(PermissionDenyView.of(made));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("member:read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deletePermissionDeny", summary = "End it")
    @ApiResponse(responseCode = "204", description = "Deleted")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, @Nullable IfMatch match) {
        access.delete(caller, id, match, (request, row) -> {
            Refusals.require(request.authority().mayLift(row.deny()));
            given.lift(request.change(), row.deny());
        });
    }

    /**
     * From whom to take what, where.
     *
     * @param principal {@code user:<uuid>} or {@code agent:<uuid>}
     * @param scope {@code organization:<uuid>}, {@code team:<uuid>} or {@code project:<uuid>}
     * @param expiresAt when it ends by itself
     */
    @Schema(name = "PermissionDenyTerms")
    record PermissionDenyBody(
            @Nullable String principal,
            @Nullable String scope,
            @Nullable List<String> permissions,
            @Nullable Instant expiresAt) {

        private @Nullable Instant end() {
            return GivenFields.end(expiresAt);
        }
    }

    /** Some of them. */
    @Schema(name = "PermissionDenyPage")
    record PermissionDenyPage(
            List<PermissionDenyView> items, @Nullable String nextCursor) {}

    /** What is taken from whom, and where. */
    @Schema(name = "PermissionDeny")
    record PermissionDenyView(
            UUID id,
            String principal,
            String scope,
            @Nullable List<String> permissions,
            @Nullable Instant expiresAt,
            int revision,
            Instant createdAt,
            String createdBy) {

        private static PermissionDenyView of(GivenRow row) {
            return new PermissionDenyView(
                    row.id(),
                    row.principal().toString(),
                    row.scope().toString(),
                    row.permissions(),
                    row.expiresAt(),
                    row.revision(),
                    row.createdAt(),
                    row.createdBy());
        }
    }
}
