package io.machinenativeops.gateway.route;

import java.util.HashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.cloud.gateway.server.mvc.config.GatewayMvcProperties;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The id of the route that a request takes. The gateway's library tells it only to the handlers of a route; before that the
 * pattern that matched is known.
 */
@Component
public class RouteNames {

    /** What the gateway answers itself. */
    static final String OWN = "gateway";

    private final Map<String, String> byPattern = new HashMap<>();

    RouteNames(GatewayMvcProperties gateway) {
        for (var route : gateway.getRoutes()) {
            for (var predicate : route.getPredicates()) {
                if ("Path".equals(predicate.getName())) {
                    predicate.getArgs().values().forEach(pattern -> byPattern.put(pattern, route.getId()));
                }
            }
        }
    }

    /** The id; {@code gateway} for what takes no route. */
    public String of(HttpServletRequest request) {
        var pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return pattern instanceof String matched ? byPattern.getOrDefault(matched, OWN) : OWN;
    }
}
