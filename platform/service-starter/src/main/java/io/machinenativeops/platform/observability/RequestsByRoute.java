package io.machinenativeops.platform.observability;

import io.micrometer.common.KeyValue;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Spans name the route in place of the path: a path may hold a secret, such as that of an invitation. */
final class RequestsByRoute extends DefaultServerRequestObservationConvention {

    private static final String NONE = "none";

    RequestsByRoute(String name) {
        super(name);
    }

    @Override
    protected KeyValue httpUrl(ServerRequestObservationContext context) {
        var route = context.getPathPattern();
        return KeyValue.of("http.url", route == null ? NONE : route);
    }
}
