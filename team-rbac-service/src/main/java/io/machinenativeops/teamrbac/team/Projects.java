package io.machinenativeops.teamrbac.team;

import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.identity.NamedRepository;
import org.springframework.data.jpa.repository.Query;

interface Projects extends NamedRepository<Project> {

    /** The subjects of tokens of the keys that are at home in a project, or act for an agent that is. */
    @Query(nativeQuery = true, value = """
            SELECT acts_for FROM api_key WHERE project_id = :project AND deleted_at IS NULL
            UNION SELECT 'agent:' || id FROM agent WHERE project_id = :project AND deleted_at IS NULL
            """)
    List<String> subjectsOfKeys(UUID project);

    boolean existsByParentIdAndDeletedAtIsNull(UUID parentId);
}
