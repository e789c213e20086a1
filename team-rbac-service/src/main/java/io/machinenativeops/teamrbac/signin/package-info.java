/** Where people sign in, and the routes of OAuth 2.0 and OpenID Connect. */
@NullMarked
package io.machinenativeops.teamrbac.signin;

import org.jspecify.annotations.NullMarked;
