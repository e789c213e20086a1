/** The people of an organisation. */
@NullMarked
package io.machinenativeops.teamrbac.member;

import org.jspecify.annotations.NullMarked;
