package io.machinenativeops.platform.security;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of the issuer, read every three seconds beside requests, so that none waits for the issuer, also while it is away: what was read
 * last counts for an hour. Only an unknown {@code kid} makes a request ask, once in five seconds for all.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MAX_BYTES = 256 * 1024;
    /** A key that is taken back is refused everywhere within five seconds; the issuer needs one of them. */
    private static final Duration BETWEEN_READS = Duration.ofSeconds(3);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
    /** While nobody can be let in at all. */
    private static final Duration BEFORE_THE_FIRST = Duration.ofMillis(500);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);
    private static final Duration OUTAGE = Duration.ofHours(1);

    private final URL location;
    private final ResourceRetriever retriever;
    private final InstantSource clock;
    private final Runnable changed;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Read last;
    private volatile Instant asked = Instant.MIN;
    private String said = "";

    private record Read(String text, JWKSet keys, Instant at) {}

    /** @param changed runs when the set that was read is another than before */
    IssuerKeys(URL location, ResourceRetriever retriever, InstantSource clock, Runnable changed) {
        this.location = location;
        this.retriever = retriever;
        this.clock = clock;
        this.changed = changed;
    }

    /** Keys of a location: {@code https://…} or {@code file:/…}. */
    static IssuerKeys at(String location, InstantSource clock, Runnable changed) {
        try {
            var uri = URI.create(location);
            return new IssuerKeys(uri.toURL(), retriever(uri), clock, changed);
        } catch (MalformedURLException | IllegalArgumentException unusable) {
            throw new IllegalStateException(
                    "MNO_JWKS is '" + location + "': expected a https://, http:// (on loopback) or file:/ location",
                    unusable);
        }
    }

    private static ResourceRetriever retriever(URI uri) {
        return "file".equals(uri.getScheme())
                ? url -> new Resource(Files.readString(Path.of(uri)), "application/json")
                : new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        var known = known();
        if (known != null) {
            var found = selector.select(known);
            if (!found.isEmpty()) {
                return found;
            }
        }
        ask(known == null);
        var keys = known();
        if (keys == null) {
            throw new RemoteKeySourceException("the issuer's keys can't be read from " + location, null);
        }
        return selector.select(keys);
    }

    private @Nullable JWKSet known() {
        var read = last;
        return read == null || clock.instant().isAfter(read.at().plus(OUTAGE)) ? null : read.keys();
    }

    /** Reads now, but for all who ask together only once, and not again soon. */
    private void ask(boolean must) {
        var before = asked;
        reading.lock();
        try {
            boolean soon = clock.instant().isBefore(asked.plus(BETWEEN_QUESTIONS));
            boolean justRead = !asked.equals(before);
            if (!justRead && (!soon || (must && said.isEmpty()))) {
                read();
                asked = clock.instant();
            }
        } finally {
            reading.unlock();
        }
    }

    /** Reads beside requests, and says when to do so again. */
    Duration refresh() {
        reading.lock();
        try {
            if (read()) {
                return BETWEEN_READS;
            }
            return last == null ? BEFORE_THE_FIRST : AFTER_A_FAILURE;
        } finally {
            reading.unlock();
        }
    }

    private boolean read() {
        try {
            var text = retriever.retrieveResource(location).getContent();
            var before = last;
            last = new Read(text, JWKSet.parse(text), clock.instant());
            said = "";
            if (before == null || !before.text().equals(text)) {
                changed.run();
            }
            return true;
        } catch (IOException | ParseException failure) {
            var reason = String.valueOf(failure.getMessage());
            if (!reason.equals(said)) {
                said = reason;
                log.warn("the issuer's keys can't be read from {}, those known stay in force: {}", location, reason);
            }
            return false;
        }
    }
}
