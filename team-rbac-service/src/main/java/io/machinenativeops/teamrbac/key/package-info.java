/** What an API key looks like, and what is kept of it. */
@NullMarked
package io.machinenativeops.teamrbac.key;

import org.jspecify.annotations.NullMarked;
