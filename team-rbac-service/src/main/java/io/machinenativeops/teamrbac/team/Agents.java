package io.machinenativeops.teamrbac.team;

import java.util.UUID;

import io.machinenativeops.teamrbac.identity.NamedRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

interface Agents extends NamedRepository<Agent> {

    /**
     * Those whose project is there; who restores a project has its agents again.
     *
     * @param team of the project; null for any
     */
    static Specification<Agent> ofProjectsThatAre(@Nullable UUID team) {
        return (agent, query, builder) -> {
            var projects = query.subquery(UUID.class);
            var project = projects.from(Project.class);
            var there = builder.isNull(project.get("deletedAt"));
            projects.select(project.get("id"))
                    .where(team == null ? there : builder.and(there, builder.equal(project.get("parentId"), team)));
            return agent.get("projectId").in(projects);
        };
    }
}
