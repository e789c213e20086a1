package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of requests. A limit that is left out does not exist.
 *
 * @param redis where the buckets are that all gateways share
 * @param timeout how long a request waits for Redis before it is counted here alone
 * @param key of one API key
 * @param user of one person, or of a client without key
 * @param organization of all its callers together
 * @param address of one address, for callers who show no credential
 * @param inFlight requests of one organisation on their way at once
 * @param routeInFlight requests of one route on their way at once: a service that hangs leaves places for the others
 * @param routes further limits by the id of the route
 * @param organizations other sizes for single organisations, by their id
 */
@ConfigurationProperties("mno.gateway.limits")
record LimitProperties(
        @DefaultValue("redis://127.0.0.1:6379") String redis,
        @DefaultValue("100ms") Duration timeout,
        @Nullable LimitSize key,
        @Nullable LimitSize user,
        @Nullable LimitSize organization,
        @Nullable LimitSize address,
        @DefaultValue("192") int inFlight,
        @DefaultValue("192") int routeInFlight,
        @DefaultValue Map<String, Route> routes,
        @DefaultValue Map<String, Sizes> organizations) {

    LimitProperties {
        if (inFlight < 1 || routeInFlight < 1 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "mno.gateway.limits: in-flight %d and timeout %s must be positive".formatted(inFlight, timeout));
        }
        routes = Map.copyOf(routes);
        organizations = Map.copyOf(organizations);
    }

    /**
     * Limits of one route.
     *
     * @param organization of one organisation on it
     * @param address of one address on it, without credential
     * @param places requests that the service works on at once, which organisations share; null: not shared out
     */
    record Route(
            @Nullable LimitSize organization,
            @Nullable LimitSize address,
            @Nullable Integer places) {}

    /** Sizes that hold for one organisation in place of the general ones; null: the general one. */
    record Sizes(
            @Nullable LimitSize key,
            @Nullable LimitSize user,
            @Nullable LimitSize organization) {}
}
