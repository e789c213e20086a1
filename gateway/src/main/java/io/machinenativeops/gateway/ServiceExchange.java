package io.machinenativeops.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.machinenativeops.gateway.route.RouteNames;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Sends a request to its service and hands the reply on while it comes. The library's own exchange reads what is left of
 * a reply before it lets go, which for an event stream is for ever.
 */
@Component
final class ServiceExchange implements ProxyExchange {

    private static final Logger log = LoggerFactory.getLogger(ServiceExchange.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final HttpClient client;
    private final CircuitBreakerRegistry breakers;
    private final EventStreams streams;
    private final Tracer tracer;
    private final Propagator propagator;
    private final GatewayProperties properties;
    private final RouteNames routes;
    private final PoolingHttpClientConnectionManager connections;
    private final Counter retries;

    ServiceExchange(
            HttpClient client,
            CircuitBreakerRegistry breakers,
            EventStreams streams,
            Tracer tracer,
            Propagator propagator,
            GatewayProperties properties,
            RouteNames routes,
            PoolingHttpClientConnectionManager connections,
            MeterRegistry meters) {
        this.connections = connections;
        this.routes = routes;
        this.retries = Counter.builder("mno.gateway.retries")
                .description("Requests that were sent once more, as a service did not take them")
                .register(meters);
        this.tracer = tracer;
        this.propagator = propagator;
        this.client = client;
        this.breakers = breakers;
        this.streams = streams;
        this.properties = properties;
    }

    @Override
    public ServerResponse exchange(Request request) {
        var service = HttpHost.create(request.getUri());
        var route = routes.of(request.getServerRequest().servletRequest());
        var breaker = breakers.circuitBreaker(route);
        if (!breaker.tryAcquirePermission()) {
            throw unavailable("it failed too often just now");
        }
        var begun = System.nanoTime();
        HttpUriRequestBase message = null;
        try {
            message = message(request, properties.readTimeout(route));
            var reply = send(service, message);
            breaker.onSuccess(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            return new ServiceReply(message, reply, streams);
        } catch (IOException failure) {
            throw problem(callersFailure(message, failure), route, breaker, System.nanoTime() - begun);
        }
    }

    /**
     * What a service did not take is sent once more: a kept connection may be found closed only when it is used, and a service
     * that starts anew takes none for a moment. Nothing is sent twice that could have been done already.
     */
    private ClassicHttpResponse send(HttpHost service, HttpUriRequestBase message) throws IOException {
        try {
            return connected(service, message);
        } catch (NoHttpResponseException | SocketException closed) {
            var repeatable = message.getEntity() == null && Method.isSafe(message.getMethod());
            if (!repeatable || closed instanceof ConnectException) {
                throw closed;
            }
            retries.increment();
            // Where one is closed, the service was started anew: the others that are kept are closed too.
            connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
            return connected(service, message);
        }
    }

    private ClassicHttpResponse connected(HttpHost service, HttpUriRequestBase message) throws IOException {
        try {
            return client.executeOpen(service, message, HttpClientContext.create());
        } catch (ConnectException refused) {
            retries.increment();
            pause(refused);
            return client.executeOpen(service, message, HttpClientContext.create());
        }
    }

    private void pause(ConnectException refused) throws ConnectException {
        try {
            Thread.sleep(properties.connectAgain());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw refused;
        }
    }

    /** Path and query go on as they were written: decoding and encoding again would change some. */
    private HttpUriRequestBase message(Request request, Duration silence) throws IOException {
        var servlet = request.getServerRequest().servletRequest();
        var message = new HttpUriRequestBase(servlet.getMethod(), request.getUri());
        var query = servlet.getQueryString();
        message.setPath(query == null ? servlet.getRequestURI() : servlet.getRequestURI() + "?" + query);
        PassedHeaders.toService(request.getHeaders(), servlet)
                .forEach((name, values) -> values.forEach(value -> message.addHeader(name, value)));
        var trace = tracer.currentTraceContext().context();
        if (trace != null) {
            propagator.inject(trace, message, (_, name, value) -> message.setHeader(name, value));
        }
        if (servlet.getContentLengthLong() >= 0 || servlet.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            message.setEntity(new PassedBody(message, servlet.getInputStream(), servlet.getContentLengthLong()));
            if (Method.OPTIONS.isSame(message.getMethod()) && !message.containsHeader(HttpHeaders.CONTENT_TYPE)) {
                // The client refuses to send such a request, which the breaker would count against the service.
                message.addHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM_VALUE);
            }
        }
        message.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(properties.connectTimeout()))
                .setResponseTimeout(wantsEvents(request.getHeaders()) ? Timeout.DISABLED : Timeout.of(silence))
                .build());
        return message;
    }

    private static IOException callersFailure(@Nullable HttpUriRequestBase message, IOException failure) {
        return message != null && message.getEntity() instanceof PassedBody body && body.failure() != null
                ? body.failure()
                : failure;
    }

    private static boolean wantsEvents(HttpHeaders headers) {
        return String.valueOf(headers.getFirst(HttpHeaders.ACCEPT)).contains(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    private ProblemException problem(IOException failure, String route, CircuitBreaker breaker, long nanos) {
        if (failure instanceof LimitedBody.TooLong) {
            breaker.releasePermission();
            return LimitedBody.tooLarge(properties.maxBody());
        }
        if (failure instanceof LimitedBody.Unreadable) {
            breaker.releasePermission();
            return new ProblemException(CommonProblem.MALFORMED_REQUEST, "The body broke off before its end.");
        }
        breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
        log.warn("{}: no answer: {}", breaker.getName(), failure.toString());
        if (failure instanceof SocketTimeoutException && !(failure instanceof ConnectTimeoutException)) {
            return new ProblemException(
                    GatewayProblem.UPSTREAM_TIMEOUT,
                    "The service was silent for %d s. It may have done what was asked."
                            .formatted(properties.readTimeout(route).toSeconds()));
        }
        return unavailable("it cannot be reached");
    }

    private static ProblemException unavailable(String why) {
        return new ProblemException(CommonProblem.UNAVAILABLE, "The service for this path can't answer: " + why + ".")
                .retryAfter(RETRY_AFTER);
    }
}
