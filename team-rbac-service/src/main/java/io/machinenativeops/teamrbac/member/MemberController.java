package io.machinenativeops.teamrbac.member;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.SentField;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.identity.IdPages;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.identity.Sight;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/members}: the users that belong to the caller's organisation. The id of a member is that of the user. */
@RestController
@RequestMapping(path = "/api/v1/members", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "members")
final class MemberController {

    private static final String TARGET = "member";
    private static final List<String> STATES = List.of("active", "suspended");

    private final Members members;
    private final IdentityRequests requests;

    MemberController(Members members, IdentityRequests requests) {
        this.members = members;
        this.requests = requests;
    }

    @GetMapping
    @RequiresPermission("member:read")
    @Operation(operationId = "listMembers", summary = "All members, or those bound where the caller may see members")
    MemberPage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @Parameter(description = "`active` or `suspended`") @RequestParam(required = false) @Nullable
                    String status) {
        SentField.requireOneOf(STATES, "status", status);
        var found = requests.read(
                caller,
                sight -> IdPages.of(
                                page,
                                (after, limit) -> members.list(seen(sight), status, after, limit.max()),
                                MemberRow::userId)
                        .map(MemberView::of));
        return new MemberPage(found.items(), found.nextCursor());
    }

    private static Optional<Set<UUID>> seen(Sight sight) {
        if (sight.scopesWith(Permission.MEMBER_READ).isEmpty()) {
            return Optional.empty();
        }
        var shown = sight.members();
        return Optional.of(sight.index()
                .members()
                .map(member -> member.principal())
                .filter(each -> each.kind() == PrincipalKind.USER && shown.test(each))
                .map(Principal::id)
                .collect(Collectors.toSet()));
    }

    @GetMapping("/{id}")
    @RequiresPermission("member:read")
    @Operation(operationId = "getMember", summary = "A member; its ETag goes into If-Match")
    ResponseEntity<MemberView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(requests.read(caller, sight -> seen(sight, id)));
    }

    @PostMapping("/{id}/suspend")
    @RequiresPermission("member:manage")
    @IdempotentPost
    @Operation(operationId = "suspendMember", summary = "Let a member do nothing until it is resumed")
    @ApiResponse(responseCode = "200", description = "Suspended")
    ResponseEntity<MemberView> suspend(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return ruled(caller, id, "member.suspended", request -> members.suspend(request.change(), id, true));
    }

    @PostMapping("/{id}/resume")
    @RequiresPermission("member:manage")
    @IdempotentPost
    @Operation(operationId = "resumeMember", summary = "Let a suspended member go on")
    @ApiResponse(responseCode = "200", description = "Resumed")
    ResponseEntity<MemberView> resume(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return ruled(caller, id, "member.resumed", request -> members.suspend(request.change(), id, false));
    }

    private ResponseEntity<MemberView> ruled(Caller caller, UUID id, String action, Consumer<RequestedChange> work) {
        return reply(requests.change(caller, request -> {
            var member = seen(request.sight(), id);
            Refusals.require(request.authority().mayRule(member.principal()));
            work.accept(request);
            request.record(action, TARGET, id, member.name());
            return members.find(id).orElseThrow();
        }));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("member:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "removeMember", summary = "Take a member out of the organisation, with all it was given")
    @ApiResponse(responseCode = "204", description = "Removed")
    void remove(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, @Nullable IfMatch match) {
        requests.change(caller, request -> {
            var member = seen(request.sight(), id);
            if (match != null) {
                match.require(member.revision(), "the member");
            }
            Refusals.require(request.authority().mayRule(member.principal()));
            members.leave(request.change(), member.principal());
            request.record("member.removed", TARGET, id, member.name());
            return member;
        });
    }

    @PostMapping("/me/leave")
    @RequiresPermission("user:self")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "leaveOrganization", summary = "Leave the organisation; its last owner can't")
    @ApiResponse(responseCode = "204", description = "Left")
    void leave(@Parameter(hidden = true) Caller caller) {
        requests.change(caller, request -> {
            Refusals.require(request.authority().mayLeave());
            var member = seen(request.sight(), request.actor().id());
            members.leave(request.change(), request.actor());
            request.record("member.left", TARGET, member.userId(), member.name());
            return member;
        });
    }

    private MemberRow seen(Sight sight, UUID id) {
        return members.find(id)
                .filter(member -> sight.members().test(member.principal()))
                .orElseThrow(() -> IdentityRequests.notFound(TARGET, id));
    }

    private static ResponseEntity<MemberView> reply(MemberRow member) {
        return ResponseEntity.ok().eTag(IfMatch.etag(member.revision())).body(MemberView.of(member));
    }

    /** Some members. */
    @Schema(name = "MemberPage")
    record MemberPage(List<MemberView> items, @Nullable String nextCursor) {}

    /**
     * A member.
     *
     * @param id of the user
     * @param principal as role bindings name it
     */
    @Schema(name = "Member")
    record MemberView(
            UUID id,
            String principal,
            String name,
            String email,
            @Nullable Instant suspendedAt,
            Instant joinedAt,
            int revision) {

        private static MemberView of(MemberRow member) {
            return new MemberView(
                    member.userId(),
                    member.principal().toString(),
                    member.name(),
                    member.email(),
                    member.suspendedAt(),
                    member.joinedAt(),
                    member.revision());
        }
    }
}
