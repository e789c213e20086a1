/** What an organisation is divided into: teams, their projects, and the agents that work in them. */
@NullMarked
package io.machinenativeops.teamrbac.team;

import org.jspecify.annotations.NullMarked;
