package io.machinenativeops.platform.security;

import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;

/** Keys of the issuer: cached, read again when an unknown {@code kid} comes, and kept through an outage of the issuer. */
final class JwkSets {

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final long OUTAGE_MILLIS = Duration.ofHours(1).toMillis();

    private JwkSets() {}

    /** @param changed runs when the set that was read is another than before */
    static JWKSource<SecurityContext> at(String location, Runnable changed) {
        var uri = URI.create(location);
        try {
            return JWKSourceBuilder.create(uri.toURL(), watched(retriever(uri), changed))
                    .retrying(true)
                    .outageTolerant(OUTAGE_MILLIS)
                    .build();
        } catch (MalformedURLException | IllegalArgumentException unusable) {
            throw new IllegalStateException(
                    "MNO_JWKS is '" + location + "': expected a https:// or file:/ location", unusable);
        }
    }

    private static ResourceRetriever watched(ResourceRetriever retriever, Runnable changed) {
        var last = new AtomicReference<>("");
        return url -> {
            var resource = retriever.retrieveResource(url);
            if (!resource.getContent().equals(last.getAndSet(resource.getContent()))) {
                changed.run();
            }
            return resource;
        };
    }

    private static ResourceRetriever retriever(URI uri) {
        return "file".equals(uri.getScheme())
                ? url -> new Resource(Files.readString(Path.of(uri)), "application/json")
                : new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
    }
}
