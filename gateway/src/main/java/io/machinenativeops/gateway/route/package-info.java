/** What is known of a route: its name. */
@NullMarked
package io.machinenativeops.gateway.route;

import org.jspecify.annotations.NullMarked;
