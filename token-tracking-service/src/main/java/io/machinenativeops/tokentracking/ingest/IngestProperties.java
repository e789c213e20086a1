package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one request may bring.
 *
 * @param maxBody of a request, after decompression as well as before
 * @param maxBodiesInFlight of all requests together; beyond it callers are told to come again
 * @param maxEvents in one batch
 * @param maxAge how long ago an event may have occurred
 * @param maxAhead how far a sender's clock may be ahead
 */
@ConfigurationProperties("mno.ingest")
record IngestProperties(
        @DefaultValue("8MB") DataSize maxBody,
        @DefaultValue("64MB") DataSize maxBodiesInFlight,
        @DefaultValue("1000") int maxEvents,
        @DefaultValue("90d") Duration maxAge,
        @DefaultValue("10m") Duration maxAhead) {

    IngestProperties {
        if (maxBodiesInFlight.compareTo(maxBody) < 0) {
            throw new IllegalArgumentException("mno.ingest.max-bodies-in-flight is " + maxBodiesInFlight
                    + ": expected at least mno.ingest.max-body, which is " + maxBody);
        }
    }
}
