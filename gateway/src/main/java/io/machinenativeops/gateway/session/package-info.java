/** Signs people in for the browser: it gets a cookie, the tokens stay here. */
@NullMarked
package io.machinenativeops.gateway.session;

import org.jspecify.annotations.NullMarked;
