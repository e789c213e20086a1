/** Tokens: whom they are given to, what they say, and for what they are exchanged. */
@NullMarked
package io.machinenativeops.teamrbac.token;

import org.jspecify.annotations.NullMarked;
