package io.machinenativeops.teamrbac.access;

import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;

/** The question whether somebody has a permission somewhere. */
public record Check(Principal principal, Permission permission, Scope scope) {}
