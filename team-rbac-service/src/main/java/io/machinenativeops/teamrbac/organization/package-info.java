/** Organisations: their life from being made to being deleted, and who owns them. */
@NullMarked
package io.machinenativeops.teamrbac.organization;

import org.jspecify.annotations.NullMarked;
