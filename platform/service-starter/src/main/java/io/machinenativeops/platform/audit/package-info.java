/** Who did what to what: every service tells the audit log, in the transaction of the work. */
@NullMarked
package io.machinenativeops.platform.audit;

import org.jspecify.annotations.NullMarked;
