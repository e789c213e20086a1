/** The keys that tokens are signed with: made, told to the world, changed without anybody's help, taken away. */
@NullMarked
package io.machinenativeops.teamrbac.jwks;

import org.jspecify.annotations.NullMarked;
