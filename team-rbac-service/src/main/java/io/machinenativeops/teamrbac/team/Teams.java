package io.machinenativeops.teamrbac.team;

import java.util.UUID;

import io.machinenativeops.teamrbac.identity.NamedRepository;

interface Teams extends NamedRepository<Team> {

    boolean existsByParentIdAndDeletedAtIsNull(UUID parentId);
}
