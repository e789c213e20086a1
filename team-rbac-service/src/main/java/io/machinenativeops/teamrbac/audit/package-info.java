/** The chain that makes a change to the audit log show. */
@NullMarked
package io.machinenativeops.teamrbac.audit;

import org.jspecify.annotations.NullMarked;
