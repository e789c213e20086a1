package io.machinenativeops.teamrbac.invitation;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.SentField;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.account.Accounts;
import io.machinenativeops.teamrbac.identity.IdPages;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.role.GivenFields;
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

/** {@code /api/v1/invitations}: asking people to join. No answer ever holds a secret. */
@RestController
@RequestMapping(path = "/api/v1/invitations", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "invitations")
final class InvitationController {

    private static final int LONGEST_ADDRESS = 254;
    private static final List<String> STATES = List.of("pending", "expired", "accepted", "revoked");
    private static final Pattern ADDRESS = Pattern.compile(
            "[^\\s@<>(),;:\"\\[\\]\\\\\\p{Cc}]{1,64}@[\\p{L}\\p{N}](?:[\\p{L}\\p{N}.-]*[\\p{L}\\p{N}])?");

    private final InvitationRows rows;
    private final Invitations invitations;
    private final Acceptance acceptance;
    private final IdentityRequests requests;

    InvitationController(
            InvitationRows rows, Invitations invitations, Acceptance acceptance, IdentityRequests requests) {
        this.rows = rows;
        this.invitations = invitations;
        this.acceptance = acceptance;
        this.requests = requests;
    }

    @GetMapping
    @RequiresPermission("member:manage")
    @Operation(operationId = "listInvitations", summary = "The invitations to where the caller manages members")
    InvitationPage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @Parameter(description = "`pending`, `expired`, `accepted` or `revoked`")
                    @RequestParam(required = false)
                    @Nullable
                    String status) {
        SentField.requireOneOf(STATES, "status", status);
        var found = requests.read(
                caller,
                sight -> IdPages.of(
                                page,
                                (after, limit) -> rows.list(
                                        sight.scopesWith(Permission.MEMBER_MANAGE), status, after, limit.max()),
                                InvitationRow::id)
                        .map(InvitationView::of));
        return new InvitationPage(found.items(), found.nextCursor());
    }

    @GetMapping("/{id}")
    @RequiresPermission("member:manage")
    @Operation(operationId = "getInvitation", summary = "An invitation, and what became of its mail")
    ResponseEntity<InvitationView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(requests.read(
                caller,
                sight -> rows.find(id)
                        .filter(each -> sight.may(Permission.MEMBER_MANAGE, each.scope()))
                        .orElseThrow(() -> IdentityRequests.notFound("invitation", id))));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("member:manage")
    @IdempotentPost
    @Operation(operationId = "createInvitation", summary = "Invite somebody by e-mail, to no more than the caller has")
    @ApiResponse(responseCode = "201", description = "Made; the mail is on its way")
    ResponseEntity<InvitationView> create(@Parameter(hidden = true) Caller caller, @RequestBody InvitationBody body) {
        var made = invitations.invite(caller, body.terms());
        return ResponseEntity.created(URI.create("/api/v1/invitations/" + made.id()))
                .eTag(IfMatch.etag(made.revision()))
                .body(InvitationView.of(made));
    }

    @PostMapping("/{id}/resend")
    @RequiresPermission("member:manage")
    @IdempotentPost
    @Operation(operationId = "resendInvitation", summary = "Send another mail with a new secret, once a minute at most")
    ResponseEntity<InvitationView> resend(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(invitations.resend(caller, id));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("member:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "revokeInvitation", summary = "Revoke an invitation")
    @ApiResponse(responseCode = "204", description = "Revoked")
    void revoke(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, @Nullable IfMatch match) {
        invitations.revoke(caller, id, match);
    }

    @PostMapping(path = "/accept", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(RequiresPermission.NONE)
    @Operation(
            operationId = "acceptInvitation",
            summary =
                    "Join: with a token as the user it is of, or without one as somebody new, with a name and a password")
    JoinedView accept(@RequestBody AcceptBody body) {
        if (body.secret == null) {
            throw ProblemException.invalid("secret", "is missing: expected that of the mail");
        }
        var secret = new Secret(body.secret);
        var caller = Caller.current();
        var joined = caller == null
                ? acceptance.accept(secret, body.name, body.password)
                : acceptance.accept(secret, caller);
        return new JoinedView(joined.organizationId(), joined.userId(), joined.email());
    }

    private static ResponseEntity<InvitationView> reply(InvitationRow invitation) {
        return ResponseEntity.ok().eTag(IfMatch.etag(invitation.revision())).body(InvitationView.of(invitation));
    }

    /**
     * Whom to invite to what. Either {@code role} or {@code permissions} is sent.
     *
     * @param scope {@code organization:<uuid>}, {@code team:<uuid>} or {@code project:<uuid>}
     * @param role the name of a built-in role, or the id of an own one
     * @param accessExpiresAt when what is given ends by itself
     */
    @Schema(name = "InvitationTerms")
    record InvitationBody(
            @Nullable String email,
            @Nullable String scope,
            @Nullable String role,
            @Nullable List<String> permissions,
            @Nullable Instant accessExpiresAt) {

        private InvitationRows.Terms terms() {
            var address = Accounts.address(email == null ? "" : email);
            if (address.length() > LONGEST_ADDRESS || !ADDRESS.matcher(address).matches()) {
                throw ProblemException.invalid(
                        "email", "is '" + address + "': expected an address such as ann@example.com");
            }
            return new InvitationRows.Terms(
                    address,
                    GivenFields.scope(scope),
                    GivenFields.grant(role, permissions),
                    GivenFields.end(accessExpiresAt));
        }
    }

    /**
     * An acceptance.
     *
     * @param secret that of the mail
     * @param name of somebody new
     * @param password of somebody new, 12 to 256 characters
     */
    @Schema(name = "InvitationAcceptance")
    record AcceptBody(
            @Nullable String secret,
            @Nullable String name,
            @Nullable String password) {

        @Override
        public String toString() {
            return "an acceptance";
        }
    }

    /** Who joined which organisation. */
    @Schema(name = "JoinedOrganization")
    record JoinedView(UUID organizationId, UUID userId, String email) {}

    /** Some invitations. */
    @Schema(name = "InvitationPage")
    record InvitationPage(
            List<InvitationView> items, @Nullable String nextCursor) {}

    /**
     * An invitation.
     *
     * @param status {@code pending}, {@code expired}, {@code accepted} or {@code revoked}
     * @param delivery what became of the last mail: {@code pending}, {@code sent} or {@code failed}
     */
    @Schema(name = "Invitation")
    record InvitationView(
            UUID id,
            String email,
            String scope,
            @Nullable String role,
            @Nullable List<String> permissions,
            @Nullable Instant accessExpiresAt,
            String status,
            String delivery,
            Instant lastSentAt,
            Instant expiresAt,
            int revision,
            Instant createdAt,
            String createdBy) {

        private static InvitationView of(InvitationRow invitation) {
            return new InvitationView(
                    invitation.id(),
                    invitation.email(),
                    invitation.scope().toString(),
                    invitation.role(),
                    invitation.permissions(),
                    invitation.bindingExpiresAt(),
                    invitation.status(Instant.now()),
                    invitation.delivery(),
                    invitation.lastSentAt(),
                    invitation.expiresAt(),
                    invitation.revision(),
                    invitation.createdAt(),
                    invitation.createdBy());
        }
    }
}
