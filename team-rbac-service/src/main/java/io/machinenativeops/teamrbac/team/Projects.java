package io.machinenativeops.teamrbac.team;

import java.util.UUID;

import io.machinenativeops.teamrbac.identity.NamedRepository;

interface Projects extends NamedRepository<Project> {

    boolean existsByParentIdAndDeletedAtIsNull(UUID parentId);
}
