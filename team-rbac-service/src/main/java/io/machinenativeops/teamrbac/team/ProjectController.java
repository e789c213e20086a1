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

/** {@code /api/v1/projects}: those that the caller sees. */
@RestController
@RequestMapping(path = "/api/v1/projects", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "projects")
final class ProjectController {

    private final Places<Project> places;

    ProjectController(Projects rows, IdentityRequests requests) {
        this.places = new Places<>(
                ScopeKind.PROJECT,
                Permission.PROJECT_MANAGE,
                rows,
                _ -> true,
                rows::subjectsOfKeys,
                Project::new,
                requests);
    }

    @GetMapping
    @RequiresPermission("usage:read")
    @Operation(
            operationId = "listProjects",
            summary = "The projects that the caller sees, in the order in which they were made")
    ProjectPage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @Parameter(description = "Those that were deleted and the caller may restore")
                    @RequestParam(defaultValue = "false")
                    boolean deleted,
            @Parameter(description = "Those right below this team") @RequestParam(required = false) @Nullable
                    UUID team) {
        var found = places.list(caller, page, deleted, team).map(ProjectView::of);
        return new ProjectPage(found.items(), found.nextCursor());
    }

    @GetMapping("/{id}")
    @RequiresPermission("usage:read")
    @Operation(operationId = "getProject", summary = "A project; its ETag goes into If-Match")
    ResponseEntity<ProjectView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(places.read(caller, id));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("project:manage")
    @IdempotentPost
    @Operation(operationId = "createProject", summary = "Make a project")
    @ApiResponse(responseCode = "201", description = "Made")
    ResponseEntity<ProjectView> create(@Parameter(hidden = true) Caller caller, @RequestBody ProjectBody body) {
        var made = places.create(caller, id -> PlaceTerms.of(id, body.name, body.slug, body.teamId));
        return ResponseEntity.created(URI.create("/api/v1/projects/" + made.id()))
                .eTag(IfMatch.etag(made.revision()))
                .body(ProjectView.of(made));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("project:manage")
    @Operation(operationId = "replaceProject", summary = "Say anew what a project is, and where it stands")
    ResponseEntity<ProjectView> replace(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            IfMatch match,
            @RequestBody ProjectBody body) {
        return reply(places.change(caller, id, match, _ -> PlaceTerms.of(id, body.name, body.slug, body.teamId)));
    }

    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("project:manage")
    @Operation(operationId = "changeProject", summary = "Change what is named of a project")
    ResponseEntity<ProjectView> change(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            IfMatch match,
            @RequestBody ProjectBody body) {
        return reply(places.change(
                caller, id, match, before -> PlaceTerms.merged(before, body.name, body.slug, body.teamId)));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("project:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteProject", summary = "Delete a project; for 30 days it can be restored")
    @ApiResponse(responseCode = "204", description = "Deleted")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, IfMatch match) {
        places.delete(caller, id, match);
    }

    @PostMapping("/{id}/restore")
    @RequiresPermission("project:manage")
    @IdempotentPost
    @Operation(operationId = "restoreProject", summary = "Take the deletion back")
    @ApiResponse(responseCode = "200", description = "Restored")
    ResponseEntity<ProjectView> restore(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(places.restore(caller, id));
    }

    private static ResponseEntity<ProjectView> reply(Project project) {
        return ResponseEntity.ok().eTag(IfMatch.etag(project.revision())).body(ProjectView.of(project));
    }

    /**
     * What a project is to be.
     *
     * @param slug made from the name where it is left out
     * @param teamId the team it belongs to; null for the organisation
     */
    @Schema(name = "ProjectTerms")
    record ProjectBody(
            @Nullable String name,
            @Nullable String slug,
            @Nullable UUID teamId) {}

    /** Some projects. */
    @Schema(name = "ProjectPage")
    record ProjectPage(List<ProjectView> items, @Nullable String nextCursor) {}

    /**
     * A project.
     *
     * @param teamId the team it belongs to; null for the organisation
     */
    @Schema(name = "Project")
    record ProjectView(
            UUID id,
            String name,
            String slug,
            @Nullable UUID teamId,
            int revision,
            Instant createdAt,
            String createdBy,
            Instant updatedAt,
            @Nullable Instant deletedAt) {

        private static ProjectView of(Project project) {
            return new ProjectView(
                    project.id(),
                    project.name(),
                    project.slug(),
                    project.parentId(),
                    project.revision(),
                    project.createdAt(),
                    project.createdBy(),
                    project.updatedAt(),
                    project.deletedAt());
        }
    }
}
