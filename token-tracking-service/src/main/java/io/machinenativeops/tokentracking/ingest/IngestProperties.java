package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one request may bring.
 *
 * @param maxBody of a request, after decompression as well as before
 * @param memoryInFlight that bodies of all requests and what is read from them take together; beyond it callers wait a
 *     moment and are then told to come again
 * @param atOnce requests whose work is done at once, once their bodies are read; more wait a moment and are then told to come
 *     again, so that one that is taken is answered soon however many come
 * @param maxEvents in one batch
 * @param maxAge how long ago an event may have occurred
 * @param maxAhead how far a sender's clock may be ahead
 */
@ConfigurationProperties("mno.ingest")
public record IngestProperties(
        @DefaultValue("8MB") DataSize maxBody,
        @DefaultValue("96MB") DataSize memoryInFlight,
        @DefaultValue("64") int atOnce,
        @DefaultValue("1000") int maxEvents,
        @DefaultValue("90d") Duration maxAge,
        @DefaultValue("10m") Duration maxAhead) {}
