package io.machinenativeops.teamrbac.organization;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotencyKey;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.delegation.Ownership;
import io.machinenativeops.teamrbac.identity.Actors;
import io.machinenativeops.teamrbac.identity.IdPages;
import io.machinenativeops.teamrbac.identity.IdentityChanges;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.Named;
import io.machinenativeops.teamrbac.identity.Names;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.role.Given;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
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
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/organizations}. The organisation in a path is that of the token, or there is none; but a user lists all of the
 * own ones, an owner restores a deleted one, and who runs the platform makes, suspends and resumes them.
 */
@RestController
@RequestMapping(path = "/api/v1/organizations", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "organizations")
final class OrganizationController {

    private static final String TARGET = "organization";
    static final String OPERATE = "platform:operate";

    private final Organizations rows;
    private final NewOrganizations making;
    private final Given given;
    private final IdentityRequests requests;
    private final IdentityChanges changes;
    private final TenantDatabase database;
    private final AuditTrail trail;

    OrganizationController(
            Organizations rows,
            NewOrganizations making,
            Given given,
            IdentityRequests requests,
            IdentityChanges changes,
            TenantDatabase database,
            AuditTrail trail) {
        this.rows = rows;
        this.making = making;
        this.given = given;
        this.requests = requests;
        this.changes = changes;
        this.database = database;
        this.trail = trail;
    }

    @GetMapping
    @RequiresPermission("user:self")
    @Operation(operationId = "listOrganizations", summary = "The organisations that the user belongs to")
    OrganizationPage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @Parameter(description = "Those that were deleted and the caller may restore")
                    @RequestParam(defaultValue = "false")
                    boolean deleted) {
        var user = Actors.user(caller);
        var found = IdPages.of(
                        page,
                        (after, limit) -> deleted
                                ? rows.deletedOf(user.id(), after, limit.max())
                                : rows.of(user.id(), after, limit.max()),
                        OrganizationRow::id)
                .map(OrganizationView::of);
        return new OrganizationPage(found.items(), found.nextCursor());
    }

    @GetMapping("/{id}")
    @RequiresPermission("usage:read")
    @Operation(operationId = "getOrganization", summary = "The token's organisation; its ETag goes into If-Match")
    ResponseEntity<OrganizationView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        requireOwn(caller, id);
        return reply(requests.read(caller, sight -> {
            sight.require(Scope.organization(id));
            return live(id);
        }));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("organization:create")
    @Operation(operationId = "createOrganization", summary = "Make an organisation; the user who does owns it")
    @ApiResponse(responseCode = "201", description = "Made")
    ResponseEntity<OrganizationView> create(
            @Parameter(hidden = true) Caller caller,
            @Parameter(
                            description =
                                    "The same key with the same content makes one organisation in 24 hours, answered"
                                            + " each time, with `Idempotency-Replayed: true`",
                            schema = @Schema(minLength = 1, maxLength = 128))
                    @RequestHeader(name = IdempotencyKey.HEADER, required = false)
                    @Nullable
                    String key,
            @RequestBody NewOrganizationBody body) {
        var wanted = new NewOrganizations.Wanted(NewOrganizations.chosen(caller, body.id), body.name, body.slug);
        var made = making.make(caller, wanted, key == null ? null : new IdempotencyKey(key));
        var organization = made.organization();
        var answer = ResponseEntity.created(URI.create("/api/v1/organizations/" + organization.id()))
                .eTag(IfMatch.etag(organization.revision()));
        if (made.before()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.body(OrganizationView.of(organization));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("org:manage")
    @Operation(operationId = "replaceOrganization", summary = "Name an organisation anew")
    ResponseEntity<OrganizationView> replace(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            IfMatch match,
            @RequestBody OrganizationBody body) {
        var name = Names.read("name", body.name);
        return renamed(caller, id, match, name, Names.slug(body.slug, name, id.toString()));
    }

    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("org:manage")
    @Operation(operationId = "changeOrganization", summary = "Change what is named of an organisation")
    ResponseEntity<OrganizationView> change(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            IfMatch match,
            @RequestBody OrganizationBody body) {
        return renamed(
                caller,
                id,
                match,
                body.name == null ? null : Names.read("name", body.name),
                body.slug == null ? null : Names.slug(body.slug, "", id.toString()));
    }

    private ResponseEntity<OrganizationView> renamed(
            Caller caller, UUID id, IfMatch match, @Nullable String name, @Nullable String slug) {
        return reply(managed(
                caller,
                id,
                match,
                "organization.changed",
                (request, before) -> rows.rename(
                        request.change(),
                        Objects.requireNonNullElse(name, before.name()),
                        Objects.requireNonNullElse(slug, before.slug()))));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("org:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteOrganization",
            summary =
                    "Delete an organisation: nobody does anything in it any more; for 30 days an owner can restore it")
    @ApiResponse(responseCode = "204", description = "Deleted")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, IfMatch match) {
        managed(
                caller,
                id,
                match,
                "organization.deleted",
                (request, _) -> rows.mark(request.change(), Organizations.Mark.DELETED, true));
    }

    @PostMapping("/{id}/restore")
    @RequiresPermission("user:self")
    @Operation(operationId = "restoreOrganization", summary = "Take the deletion back; an owner's right")
    ResponseEntity<OrganizationView> restore(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        var user = Actors.user(caller);
        // No token is given for a deleted organisation, so its rows say who owns it.
        if (caller.keyId() != null || !rows.owns(user.id(), id)) {
            throw IdentityRequests.notFound(TARGET, id);
        }
        return reply(unlessTaken(() -> changes.change(id.toString(), change -> {
            var before = rows.find().orElseThrow(() -> IdentityRequests.notFound(TARGET, id));
            Named.requireRestorable(before.deletedAt(), change.now());
            rows.mark(change, Organizations.Mark.DELETED, false);
            record(caller, id, "organization.restored", before.name());
            return live(id);
        })));
    }

    @PostMapping("/{id}/suspend")
    @RequiresPermission(OPERATE)
    @Operation(
            operationId = "suspendOrganization",
            summary = "Let nobody do anything in an organisation; the operator's right")
    ResponseEntity<OrganizationView> suspend(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return suspended(caller, id, true);
    }

    @PostMapping("/{id}/resume")
    @RequiresPermission(OPERATE)
    @Operation(operationId = "resumeOrganization", summary = "Let a suspended organisation go on; the operator's right")
    ResponseEntity<OrganizationView> resume(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return suspended(caller, id, false);
    }

    private ResponseEntity<OrganizationView> suspended(Caller caller, UUID id, boolean suspended) {
        if (database.forOrganization(id.toString(), _ -> rows.find()).isEmpty()) {
            throw IdentityRequests.notFound(TARGET, id);
        }
        return reply(changes.change(id.toString(), change -> {
            var before = live(id);
            rows.mark(change, Organizations.Mark.SUSPENDED, suspended);
            record(caller, id, suspended ? "organization.suspended" : "organization.resumed", before.name());
            return live(id);
        }));
    }

    @PostMapping(path = "/{id}/transfer", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("org:manage")
    @Operation(
            operationId = "transferOrganization",
            summary = "Hand the organisation over: the other member owns it, and the caller becomes an admin")
    ResponseEntity<OrganizationView> transfer(
            @Parameter(hidden = true) Caller caller, @PathVariable UUID id, @RequestBody TransferBody body) {
        requireOwn(caller, id);
        if (body.to == null) {
            throw ProblemException.invalid("to", "is missing: expected the id of a member");
        }
        var to = Principal.user(body.to);
        return reply(requests.change(caller, request -> {
            var ownership = new Ownership(request.index(), request.change().now());
            Refusals.require(ownership.mayTransfer(request.actor(), to));
            var rowsOfTransfer = ownership.transfer(request.actor(), to, NewId.next(), NewId.next());
            rowsOfTransfer.put().forEach(row -> given.bind(request.change(), request.by(), (Binding) row));
            rowsOfTransfer.removed().forEach(row -> given.unbind(request.change(), (Binding) row));
            var organization = live(id);
            request.record(request.audit("organization.transferred")
                    .on(TARGET, id, organization.name())
                    .with("to", to.toString()));
            return organization;
        }));
    }

    /** Work on an organisation with a name of its own in the audit log. */
    private interface Work {
        void on(RequestedChange request, OrganizationRow before);
    }

    private OrganizationRow managed(Caller caller, UUID id, IfMatch match, String action, Work work) {
        requireOwn(caller, id);
        return requests.change(caller, request -> {
            request.require(Permission.ORG_MANAGE, Scope.organization(id));
            var before = live(id);
            match.require(before.revision(), "the organisation");
            work.on(request, before);
            request.record(action, TARGET, id, before.name());
            return rows.find().orElseThrow();
        });
    }

    private static void requireOwn(Caller caller, UUID id) {
        if (!caller.organizationId().equals(id.toString())) {
            throw IdentityRequests.notFound(TARGET, id);
        }
    }

    private OrganizationRow live(UUID id) {
        return rows.find()
                .filter(row -> row.deletedAt() == null)
                .orElseThrow(() -> IdentityRequests.notFound(TARGET, id));
    }

    private void record(Caller caller, UUID id, String action, String name) {
        trail.record(AuditEntry.by(id.toString(), AuditEntry.Actor.of(caller), action)
                .on(TARGET, id, name)
                .now());
    }

    private static OrganizationRow unlessTaken(Supplier<OrganizationRow> work) {
        try {
            return work.get();
        } catch (DataIntegrityViolationException taken) {
            throw IdentityRequests.nameTaken(taken);
        }
    }

    private static ResponseEntity<OrganizationView> reply(OrganizationRow organization) {
        return ResponseEntity.ok().eTag(IfMatch.etag(organization.revision())).body(OrganizationView.of(organization));
    }

    /**
     * What an organisation is to be.
     *
     * @param slug made from the name where it is left out
     */
    @Schema(name = "OrganizationTerms")
    record OrganizationBody(@Nullable String name, @Nullable String slug) {}

    /**
     * What a new organisation is to be.
     *
     * @param id chosen by who runs the platform, else made
     * @param slug made from the name where it is left out
     */
    @Schema(name = "NewOrganization")
    record NewOrganizationBody(
            @Nullable UUID id,
            @Nullable String name,
            @Nullable String slug) {}

    /**
     * Who is to own it.
     *
     * @param to the id of a member
     */
    @Schema(name = "OrganizationTransfer")
    record TransferBody(@Nullable UUID to) {}

    /** Some organisations. */
    @Schema(name = "OrganizationPage")
    record OrganizationPage(
            List<OrganizationView> items, @Nullable String nextCursor) {}

    /** An organisation. */
    @Schema(name = "Organization")
    record OrganizationView(
            UUID id,
            String name,
            String slug,
            @Nullable Instant suspendedAt,
            int revision,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant deletedAt) {

        private static OrganizationView of(OrganizationRow organization) {
            return new OrganizationView(
                    organization.id(),
                    organization.name(),
                    organization.slug(),
                    organization.suspendedAt(),
                    organization.revision(),
                    organization.createdAt(),
                    organization.updatedAt(),
                    organization.deletedAt());
        }
    }
}
