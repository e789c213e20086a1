package io.machinenativeops.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection that is kept open; no retries, no redirects, no cookies, no compression. */
public final class Http implements AutoCloseable {

    private static final String PLAIN = "http://";

    private final CloseableHttpClient client;
    private final @Nullable String authorization;
    private final @Nullable Wire wire;

    /**
     * Opens the connection with the first request.
     *
     * @param authorization value of that header; null sends none
     */
    public Http(@Nullable String authorization, Duration timeout) {
        this(authorization, timeout, null);
    }

    /** For requests that are many: {@code http:} addresses are asked with as little work as can be. */
    static Http ofLane(@Nullable String authorization, Duration timeout) {
        return new Http(authorization, timeout, new Wire(timeout));
    }

    private Http(@Nullable String authorization, Duration timeout, @Nullable Wire wire) {
        this.authorization = authorization;
        this.wire = wire;
        var connections = new BasicHttpClientConnectionManager();
        connections.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(5, TimeUnit.SECONDS)
                .setSocketTimeout((int) timeout.toMillis(), TimeUnit.MILLISECONDS)
                .build());
        this.client = HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /** What came back; a body is read to its end, so that the connection can be used again. */
    public record Reply(int status, String body) {}

    public Reply post(String url, String contentType, byte[] body) throws IOException {
        return post(url, contentType, body, authorization);
    }

    /** The same as somebody else. */
    Reply post(String url, String contentType, byte[] body, @Nullable String authorization) throws IOException {
        if (wire != null && url.startsWith(PLAIN)) {
            return wire.exchange("POST", URI.create(url), authorization, contentType, body);
        }
        var request = new HttpPost(url);
        request.setEntity(new ByteArrayEntity(body, ContentType.parseLenient(contentType)));
        return send(request, authorization);
    }

    public Reply get(String url) throws IOException {
        return get(url, authorization);
    }

    /** The same as somebody else. */
    Reply get(String url, @Nullable String authorization) throws IOException {
        if (wire != null && url.startsWith(PLAIN)) {
            return wire.exchange("GET", URI.create(url), authorization, null, null);
        }
        return send(new HttpGet(url), authorization);
    }

    private Reply send(ClassicHttpRequest request, @Nullable String authorization) throws IOException {
        if (authorization != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        }
        return client.execute(request, response -> {
            var entity = response.getEntity();
            return new Reply(
                    response.getCode(), entity == null ? "" : EntityUtils.toString(entity, StandardCharsets.UTF_8));
        });
    }

    @Override
    public void close() {
        if (wire != null) {
            wire.close();
        }
        try {
            client.close();
        } catch (IOException ended) {
            // Nothing is lost with it.
        }
    }
}
