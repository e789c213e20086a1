/** Who may give whom what: nobody hands on more than the own permissions, and somebody always owns the organisation. */
@NullMarked
package io.machinenativeops.teamrbac.delegation;

import org.jspecify.annotations.NullMarked;
