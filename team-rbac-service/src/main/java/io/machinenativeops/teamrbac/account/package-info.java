/** People: their accounts and passwords, who runs the platform, and the first of them. */
@NullMarked
package io.machinenativeops.teamrbac.account;

import org.jspecify.annotations.NullMarked;
