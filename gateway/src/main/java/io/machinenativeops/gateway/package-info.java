/** The one door: routes to the services, with limits, request ids and streams that pass as they come. */
@NullMarked
package io.machinenativeops.gateway;

import org.jspecify.annotations.NullMarked;
