package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.machinenativeops.gateway.GatewayProblem;
import io.machinenativeops.gateway.route.RouteNames;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerInterceptor;

/** Holds each request to its limits, once its route and its caller are known. */
final class LimitInterceptor implements HandlerInterceptor {

    private static final String RELEASE = LimitInterceptor.class.getName() + ".release";
    private static final Duration SHORT_BREAK = Duration.ofSeconds(1);

    private final Limits limits;
    private final LimitCounter counter;
    private final RouteNames routes;
    private final MeterRegistry meters;
    private final FairShare everything;
    private final Map<String, FairShare> shares = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> bounds = new ConcurrentHashMap<>();
    private final int ofOneRoute;

    LimitInterceptor(
            LimitProperties properties,
            int connections,
            LimitCounter counter,
            RouteNames routes,
            MeterRegistry meters) {
        this.limits = new Limits(properties);
        this.counter = counter;
        this.routes = routes;
        this.meters = meters;
        this.ofOneRoute = properties.routeInFlight();
        this.everything = new FairShare(connections, properties.inFlight());
        properties.routes().forEach((route, limit) -> {
            if (limit.places() != null) {
                shares.put(route, new FairShare(limit.places(), connections));
            }
        });
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() == DispatcherType.REQUEST) {
            var party = Party.of(request);
            var route = routes.of(request);
            count(party, route, response);
            var held = new Held();
            request.setAttribute(RELEASE, held);
            try {
                take(party.sharer(), everything, held);
                takeOfRoute(route, held);
                var turns = shares.get(route);
                if (turns != null && !isStream(request)) {
                    take(party.sharer(), turns, held);
                }
            } catch (ProblemException full) {
                held.run();
                throw full;
            }
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (request.getAttribute(RELEASE) instanceof Held held) {
            held.run();
        }
    }

    private void count(Party party, String route, HttpServletResponse response) {
        var met = limits.of(party, route);
        if (met.isEmpty()) {
            return;
        }
        var taken = counter.take(met);
        RateLimitHeaders.write(taken, response);
        for (var one : taken) {
            if (!one.granted()) {
                throw refused(one);
            }
        }
    }

    private ProblemException refused(Taken taken) {
        var limit = taken.limit();
        meters.counter("mno.gateway.limits.refused", "limit", limit.name()).increment();
        return new ProblemException(
                        GatewayProblem.RATE_LIMITED,
                        "The limit '%s' is %d requests in %d s, and is used up. Nothing of this request was accepted."
                                .formatted(
                                        limit.name(),
                                        limit.size().requests(),
                                        limit.size().window().toSeconds()))
                .retryAfter(taken.again());
    }

    private void take(String who, FairShare share, Held held) {
        if (!share.take(who)) {
            throw full("%d requests of one organisation may be on their way now, its fair share."
                    .formatted(share.share()));
        }
        held.add(() -> share.giveBack(who));
    }

    private void takeOfRoute(String route, Held held) {
        var bound = bounds.computeIfAbsent(route, _ -> new Semaphore(ofOneRoute));
        if (!bound.tryAcquire()) {
            throw full("%d requests to the service for this path are on their way, which is the limit."
                    .formatted(ofOneRoute));
        }
        held.add(bound::release);
    }

    private ProblemException full(String why) {
        meters.counter("mno.gateway.limits.refused", "limit", "in-flight").increment();
        return new ProblemException(CommonProblem.TOO_MANY_REQUESTS, why + " Nothing of this one was accepted.")
                .retryAfter(SHORT_BREAK);
    }

    /** A stream waits most of the time: it takes none of the turns of a service. */
    private static boolean isStream(HttpServletRequest request) {
        return String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains(MediaType.TEXT_EVENT_STREAM_VALUE);
    }
}
