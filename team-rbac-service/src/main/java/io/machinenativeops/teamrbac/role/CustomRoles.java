package io.machinenativeops.teamrbac.role;

import io.machinenativeops.teamrbac.identity.NamedRepository;

interface CustomRoles extends NamedRepository<CustomRole> {}
