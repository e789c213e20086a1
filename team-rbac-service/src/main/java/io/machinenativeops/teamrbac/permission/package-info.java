/** The words of access: permissions, roles, scopes, principals, and the rows that bind them. */
@NullMarked
package io.machinenativeops.teamrbac.permission;

import org.jspecify.annotations.NullMarked;
