package io.machinenativeops.teamrbac.team;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.ScopeKind;
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
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/teams}: those that the caller sees. */
@RestController
@RequestMapping(path = "/api/v1/teams", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "teams")
final class TeamController {

    private final Places<Team> places;

    TeamController(Teams rows, Projects projects, IdentityRequests requests) {
        this.places = new Places<>(
                ScopeKind.TEAM,
                Permission.TEAM_MANAGE,
                rows,
                team -> !rows.existsByParentIdAndDeletedAtIsNull(team.id())
                        && !projects.existsByParentIdAndDeletedAtIsNull(team.id()),
                _ -> List.of(),
                Team::new,
                requests);
    }

    @GetMapping
    @RequiresPermission("usage:read")
    @Operation(
            operationId = "listTeams",
            summary = "The teams that the caller sees, in the order in which they were made")
    TeamPage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @Parameter(description = "Those that were deleted and the caller may restore")
                    @RequestParam(defaultValue = "false")
                    boolean deleted,
            @Parameter(description = "Those right below this team") @RequestParam(required = false) @Nullable
                    UUID parent) {
        var found = places.list(caller, page, deleted, parent).map(TeamView::of);
        return new TeamPage(found.items(), found.nextCursor());
    }

    @GetMapping("/{id}")
    @RequiresPermission("usage:read")
    @Operation(operationId = "getTeam", summary = "A team; its ETag goes into If-Match")
    ResponseEntity<TeamView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(places.read(caller, id));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("team:manage")
    @IdempotentPost
    @Operation(operationId = "createTeam", summary = "Make a team")
    @ApiResponse(responseCode = "201", description = "Made")
    ResponseEntity<TeamView> create(@Parameter(hidden = true) Caller caller, @RequestBody TeamBody body) {
        var made = places.create(caller, id -> PlaceTerms.of(id, body.name, body.slug, body.parentId));
        return ResponseEntity.created(URI.create("/api/v1/teams/" + made.id()))
                .eTag(IfMatch.etag(made.revision()))
                .body(TeamView.of(made));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("team:manage")
    @Operation(operationId = "replaceTeam", summary = "Say anew what a team is, and where it stands")
    ResponseEntity<TeamView> replace(
            @Parameter(hidden = true) Caller caller, @PathVariable UUID id, IfMatch match, @RequestBody TeamBody body) {
        return reply(places.change(caller, id, match, _ -> PlaceTerms.of(id, body.name, body.slug, body.parentId)));
    }

    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("team:manage")
    @Operation(operationId = "changeTeam", summary = "Change what is named of a team")
    ResponseEntity<TeamView> change(
            @Parameter(hidden = true) Caller caller, @PathVariable UUID id, IfMatch match, @RequestBody TeamBody body) {
        return reply(places.change(
                caller, id, match, before -> PlaceTerms.merged(before, body.name, body.slug, body.parentId)));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("team:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteTeam", summary = "Delete a team; for 30 days it can be restored")
    @ApiResponse(responseCode = "204", description = "Deleted")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, IfMatch match) {
        places.delete(caller, id, match);
    }

    @PostMapping("/{id}/restore")
    @RequiresPermission("team:manage")
    @IdempotentPost
    @Operation(operationId = "restoreTeam", summary = "Take the deletion back")
    @ApiResponse(responseCode = "200", description = "Restored")
    ResponseEntity<TeamView> restore(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(places.restore(caller, id));
    }

    private static ResponseEntity<TeamView> reply(Team team) {
        return ResponseEntity.ok().eTag(IfMatch.etag(team.revision())).body(TeamView.of(team));
    }

    /**
     * What a team is to be.
     *
     * @param slug made from the name where it is left out
     * @param parentId the team it stands under; null for the organisation
     */
    @Schema(name = "TeamTerms")
    record TeamBody(
            @Nullable String name,
            @Nullable String slug,
            @Nullable UUID parentId) {}

    /** Some teams. */
    @Schema(name = "TeamPage")
    record TeamPage(List<TeamView> items, @Nullable String nextCursor) {}

    /**
     * A team.
     *
     * @param parentId the team it stands under; null for the organisation
     */
    @Schema(name = "Team")
    record TeamView(
            UUID id,
            String name,
            String slug,
            @Nullable UUID parentId,
            int revision,
            Instant createdAt,
            String createdBy,
            Instant updatedAt,
            @Nullable Instant deletedAt) {

        private static TeamView of(Team team) {
            return new TeamView(
                    team.id(),
                    team.name(),
                    team.slug(),
                    team.parentId(),
                    team.revision(),
                    team.createdAt(),
                    team.createdBy(),
                    team.updatedAt(),
                    team.deletedAt());
        }
    }
}
