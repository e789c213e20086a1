package io.machinenativeops.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.address.AddressRange;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the edge.
 *
 * @param maxBody longest request body, as it comes over the wire
 * @param maxHeaders all request headers together
 * @param connectTimeout until a service takes the connection
 * @param readTimeout longest silence of a service within a reply; event streams may be silent for any time
 * @param readTimeouts other silences by the id of the route
 * @param connectAgain how long until a service that refused the connection is asked once more
 * @param connections requests on their way at once, each of which may take a connection to a service; more are told to come
 *     again, so that a flood takes no memory and no time from those
 * @param trustedProxies peers that are believed where a request comes from: {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}
 * @param metricsAddress where Prometheus reads the meters
 * @param metricsPort and on which port; null: nowhere, 0: on any that is free
 */
@ConfigurationProperties("mno.gateway")
record GatewayProperties(
        @DefaultValue("16MB") DataSize maxBody,
        @DefaultValue("32KB") DataSize maxHeaders,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("60s") Duration readTimeout,
        @DefaultValue Map<String, Duration> readTimeouts,
        @DefaultValue("100ms") Duration connectAgain,
        @DefaultValue("256") int connections,
        @DefaultValue List<AddressRange> trustedProxies,
        @DefaultValue("127.0.0.1") String metricsAddress,
        @Nullable Integer metricsPort) {

    GatewayProperties {
        if (maxBody.toBytes() < 1 || maxHeaders.toBytes() < 1 || connections < 1) {
            throw new IllegalArgumentException(
                    "mno.gateway: max-body %s, max-headers %s and connections %d must be positive"
                            .formatted(maxBody, maxHeaders, connections));
        }
        readTimeouts = Map.copyOf(readTimeouts);
        trustedProxies = List.copyOf(trustedProxies);
    }

    Duration readTimeout(String route) {
        return readTimeouts.getOrDefault(route, readTimeout);
    }
}
