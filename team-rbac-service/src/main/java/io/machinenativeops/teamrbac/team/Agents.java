package io.machinenativeops.teamrbac.team;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface Agents extends JpaRepository<Agent, UUID> {

    @Query("""
            SELECT agent FROM Agent agent WHERE agent.deletedAt IS NULL AND agent.id > :after
               AND agent.projectId IN (SELECT project.id FROM Project project WHERE project.deletedAt IS NULL)
             ORDER BY agent.id
            """)
    List<Agent> listAll(UUID after, Limit limit);

    List<Agent> findByDeletedAtIsNullAndProjectIdInAndIdGreaterThanOrderById(
            Collection<UUID> projects, UUID after, Limit limit);
}
