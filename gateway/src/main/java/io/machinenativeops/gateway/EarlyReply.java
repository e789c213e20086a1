package io.machinenativeops.gateway;

import java.io.IOException;
import java.io.InputStream;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.ResponseOutOfOrderStrategy;
import org.apache.hc.core5.util.Timeout;

/**
 * Looks now and then, while a long body is sent, whether the service has answered already: one that refuses a body does not
 * read it to its end, and its answer would be lost with the connection. Each look may cost a millisecond, so short bodies
 * are spared it.
 */
final class EarlyReply implements ResponseOutOfOrderStrategy {

    private static final long EVERY = 256 * 1024;

    @Override
    public boolean isEarlyResponseDetected(
            ClassicHttpRequest request, HttpClientConnection connection, InputStream stream, long sent, long next)
            throws IOException {
        return sent / EVERY != (sent + next) / EVERY && connection.isDataAvailable(Timeout.ONE_MILLISECOND);
    }
}
