package io.machinenativeops.teamrbac.team;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.identity.IdPages;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.Listed;
import io.machinenativeops.teamrbac.identity.Named;
import io.machinenativeops.teamrbac.identity.Names;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.identity.Sight;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import io.machinenativeops.teamrbac.role.Given;
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

/** {@code /api/v1/agents}: what works by itself in a project. */
@RestController
@RequestMapping(path = "/api/v1/agents", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "agents")
final class AgentController {

    private static final String TARGET = "agent";
    private static final String PROJECT = "projectId";

    private final Agents rows;
    private final Given given;
    private final IdentityRequests requests;

    AgentController(Agents rows, Given given, IdentityRequests requests) {
        this.rows = rows;
        this.given = given;
        this.requests = requests;
    }

    @GetMapping
    @RequiresPermission("usage:read")
    @Operation(operationId = "listAgents", summary = "The agents of the projects that the caller sees")
    AgentPage list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @Parameter(description = "Those that were deleted and the caller may restore")
                    @RequestParam(defaultValue = "false")
                    boolean deleted,
            @Parameter(description = "Those of the projects of this team") @RequestParam(required = false) @Nullable
                    UUID team,
            @RequestParam(required = false) @Nullable UUID project) {
        var found = requests.read(caller, sight -> {
            var asked = Listed.<Agent>thatIs(deleted)
                    .and(deleted ? restorable(sight) : seen(sight))
                    .and(Agents.ofProjectsThatAre(team));
            var which = project == null ? asked : asked.and(Listed.with(PROJECT, List.of(project)));
            return IdPages.of(page, (after, limit) -> rows.list(which, after, limit), Named::id)
                    .map(AgentView::of);
        });
        return new AgentPage(found.items(), found.nextCursor());
    }

    private static Specification<Agent> seen(Sight sight) {
        return sight.seesAll() ? Specification.unrestricted() : Listed.with(PROJECT, sight.ids(ScopeKind.PROJECT));
    }

    private static Specification<Agent> restorable(Sight sight) {
        return sight.scopesWith(Permission.PROJECT_MANAGE)
                .map(scopes -> Listed.<Agent>with(PROJECT, Scope.ids(scopes, ScopeKind.PROJECT)))
                .orElseGet(Specification::unrestricted);
    }

    @GetMapping("/{id}")
    @RequiresPermission("usage:read")
    @Operation(operationId = "getAgent", summary = "An agent; its ETag goes into If-Match")
    ResponseEntity<AgentView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(requests.read(
                caller,
                sight -> rows.findById(id)
                        .filter(agent -> !agent.isDeleted() && sight.sees(agent.project()))
                        .orElseThrow(() -> IdentityRequests.notFound(TARGET, id))));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("project:manage")
    @IdempotentPost
    @Operation(operationId = "createAgent", summary = "Make an agent, with the role agent in its project")
    @ApiResponse(responseCode = "201", description = "Made")
    ResponseEntity<AgentView> create(@Parameter(hidden = true) Caller caller, @RequestBody AgentBody body) {
        var name = Names.read("name", body.name);
        if (body.projectId == null) {
            throw ProblemException.invalid("projectId", "is missing");
        }
        var project = Scope.project(body.projectId);
        var made = requests.change(caller, request -> {
            request.require(Permission.PROJECT_MANAGE, project);
            var id = NewId.next();
            var binding = Binding.ofNewAgent(NewId.next(), Principal.agent(id), project);
            Refusals.require(request.authority().mayBind(project, binding.grant(), null));
            var agent = put(request, new Agent(id, name, project.id(), request), "agent.created");
            given.bind(request.change(), request.by(), binding);
            return agent;
        });
        return ResponseEntity.created(URI.create("/api/v1/agents/" + made.id()))
                .eTag(IfMatch.etag(made.revision()))
                .body(AgentView.of(made));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("project:manage")
    @Operation(operationId = "replaceAgent", summary = "Name an agent anew; it stays in its project")
    ResponseEntity<AgentView> replace(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            IfMatch match,
            @RequestBody AgentBody body) {
        return rename(caller, id, match, body, _ -> Names.read("name", body.name));
    }

    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("project:manage")
    @Operation(operationId = "changeAgent", summary = "Change what is named of an agent")
    ResponseEntity<AgentView> change(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            IfMatch match,
            @RequestBody AgentBody body) {
        return rename(caller, id, match, body, name -> body.name == null ? name : Names.read("name", body.name));
    }

    private ResponseEntity<AgentView> rename(
            Caller caller, UUID id, IfMatch match, AgentBody body, UnaryOperator<String> name) {
        return reply(requests.change(caller, request -> {
            var agent = managed(request, id);
            match.require(agent.revision(), "the agent");
            if (body.projectId != null && !Objects.equals(body.projectId, agent.projectId())) {
                throw ProblemException.invalid(
                        "projectId",
                        "is " + body.projectId + ": expected " + agent.projectId() + ", where the agent stays");
            }
            agent.become(name.apply(agent.name()), request);
            return put(request, agent, "agent.changed");
        }));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("project:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteAgent",
            summary = "Delete an agent and what it was given; for 30 days it can be restored")
    @ApiResponse(responseCode = "204", description = "Deleted")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, IfMatch match) {
        requests.change(caller, request -> {
            var agent = managed(request, id);
            match.require(agent.revision(), "the agent");
            requireNoMore(request, agent);
            agent.delete(request);
            rows.saveAndFlush(agent);
            request.change().remove(agent.member());
            given.takeAll(request.change(), agent.principal());
            request.record("agent.deleted", TARGET, id, agent.name());
            return agent;
        });
    }

    @PostMapping("/{id}/restore")
    @RequiresPermission("project:manage")
    @IdempotentPost
    @Operation(operationId = "restoreAgent", summary = "Take the deletion back, with what the agent was given")
    @ApiResponse(responseCode = "200", description = "Restored")
    ResponseEntity<AgentView> restore(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return reply(requests.change(caller, request -> {
            var agent = rows.findById(id)
                    .filter(found -> request.sight().sees(found.project()))
                    .orElseThrow(() -> IdentityRequests.notFound(TARGET, id));
            request.require(Permission.PROJECT_MANAGE, agent.project());
            var deletedAt = agent.deletedAt();
            agent.restore(request);
            given.giveBack(request, agent.principal(), Objects.requireNonNull(deletedAt));
            return put(request, agent, "agent.restored");
        }));
    }

    @PostMapping("/{id}/suspend")
    @RequiresPermission("project:manage")
    @IdempotentPost
    @Operation(operationId = "suspendAgent", summary = "Let an agent do nothing until it is resumed")
    @ApiResponse(responseCode = "200", description = "Suspended")
    ResponseEntity<AgentView> suspend(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return suspended(caller, id, true);
    }

    @PostMapping("/{id}/resume")
    @RequiresPermission("project:manage")
    @IdempotentPost
    @Operation(operationId = "resumeAgent", summary = "Let a suspended agent go on")
    @ApiResponse(responseCode = "200", description = "Resumed")
    ResponseEntity<AgentView> resume(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return suspended(caller, id, false);
    }

    private ResponseEntity<AgentView> suspended(Caller caller, UUID id, boolean suspended) {
        return reply(requests.change(caller, request -> {
            var agent = managed(request, id);
            requireNoMore(request, agent);
            agent.suspend(suspended, request);
            return put(request, agent, suspended ? "agent.suspended" : "agent.resumed");
        }));
    }

    private Agent managed(RequestedChange request, UUID id) {
        var agent = rows.findById(id)
                .filter(found -> !found.isDeleted() && request.sight().sees(found.project()))
                .orElseThrow(() -> IdentityRequests.notFound(TARGET, id));
        request.require(Permission.PROJECT_MANAGE, agent.project());
        return agent;
    }

    /** An agent may have been given things elsewhere, by others. */
    private static void requireNoMore(RequestedChange request, Agent agent) {
        request.index()
                .bindings(agent.principal())
                .forEach(each -> Refusals.require(request.authority().mayUnbind(each)));
    }

    private Agent put(RequestedChange request, Agent agent, String action) {
        var saved = rows.saveAndFlush(agent);
        request.change().put(saved.member());
        request.record(action, TARGET, saved.id(), saved.name());
        return saved;
    }

    private static ResponseEntity<AgentView> reply(Agent agent) {
        return ResponseEntity.ok().eTag(IfMatch.etag(agent.revision())).body(AgentView.of(agent));
    }

    /** What an agent is to be, and in which project it works. */
    @Schema(name = "AgentTerms")
    record AgentBody(@Nullable String name, @Nullable UUID projectId) {}

    /** Some agents. */
    @Schema(name = "AgentPage")
    record AgentPage(List<AgentView> items, @Nullable String nextCursor) {}

    /** An agent. */
    @Schema(name = "Agent")
    record AgentView(
            UUID id,
            String name,
            UUID projectId,
            @Nullable Instant suspendedAt,
            int revision,
            Instant createdAt,
            String createdBy,
            Instant updatedAt,
            @Nullable Instant deletedAt) {

        private static AgentView of(Agent agent) {
            return new AgentView(
                    agent.id(),
                    agent.name(),
                    agent.projectId(),
                    agent.suspendedAt(),
                    agent.revision(),
                    agent.createdAt(),
                    agent.createdBy(),
                    agent.updatedAt(),
                    agent.deletedAt());
        }
    }
}
