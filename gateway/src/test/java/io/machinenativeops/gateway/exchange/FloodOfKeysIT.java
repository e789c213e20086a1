package io.machinenativeops.gateway.exchange;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many who show what is not good, and what that costs those who show what is. */
class FloodOfKeysIT extends AtTheDoor {

    private static final int AT_ONCE = 16;

    /** Sends so many requests, 16 at once; how often each status came. */
    private static Map<Integer, Integer> flood(int requests, IntFunction<HttpResponse<String>> one) throws Exception {
        var statuses = new ConcurrentHashMap<Integer, Integer>();
        var next = new AtomicInteger();
        var done = new ArrayList<Future<?>>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var caller = 0; caller < AT_ONCE; caller++) {
                done.add(callers.submit(() -> {
                    for (var at = next.getAndIncrement(); at < requests; at = next.getAndIncrement()) {
                        var answer = one.apply(at);
                        statuses.merge(answer.statusCode(), 1, Integer::sum);
                        if (answer.statusCode() == 429) {
                            assertThat(answer.headers().firstValue("Retry-After"))
                                    .hasValue("10");
                        }
                    }
                }));
            }
            for (var each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
        return statuses;
    }

    private static <T> T quietly(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void tenThousandInventedKeysOfOneAddressReachTheIssuerAFewTimes() throws Exception {
        var known = "Bearer " + ISSUER.issue(organization);
        assertThat(getFrom("127.0.1.1", known).statusCode()).isEqualTo(200);
        var bad = new ArrayList<String>();
        for (var key = 0; key < 10_000; key++) {
            bad.add(Issuer.wellFormed());
        }
        var others = new AtomicInteger();

        var statuses = flood(bad.size(), at -> {
            if (at % 1_000 == 500) {
                var fresh = "127.0.7." + others.incrementAndGet();
                assertThat(quietly(() -> getFrom(fresh, "Bearer " + ISSUER.issue(organization)))
                                .statusCode())
                        .as("a good key for the first time, of another address")
                        .isEqualTo(200);
                assertThat(quietly(() -> getFrom("127.0.1.1", known)).statusCode())
                        .as("a known key of the same address")
                        .isEqualTo(200);
            }
            return quietly(() -> getFrom("127.0.1.1", "Bearer " + bad.get(at)));
        });

        assertThat(statuses).containsOnlyKeys(401, 429);
        // One for the known key, one for each of ten others, 40 until the limit, and those that were on their way with
        // the last.
        assertThat(ISSUER.asked()).hasSizeBetween(51, 51 + AT_ONCE);
        assertThat(statuses.get(401)).isBetween(40, 40 + AT_ONCE);
    }

    @Test
    void inventedKeysOfManyAddressesLeaveRoomForGoodOnes() throws Exception {
        var statuses = flood(
                3_000,
                at -> quietly(() -> sendFrom(
                        "127.0.0.2",
                        USAGE,
                        request -> request.header("Authorization", "Bearer " + Issuer.wellFormed())
                                .header("X-Forwarded-For", "10.9.%d.%d".formatted(at % 300 / 100, at % 100)))));

        // 200 until the flood is noticed; then each of 300 addresses that was not heard yet, once.
        assertThat(statuses.get(401)).isBetween(200, 500 + AT_ONCE);
        assertThat(ISSUER.asked()).hasSize(statuses.getOrDefault(401, 0));
        assertThat(sendFrom(
                                "127.0.0.2",
                                USAGE,
                                request -> request.header("Authorization", "Bearer " + ISSUER.issue(organization))
                                        .header("X-Forwarded-For", "10.10.0.1"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsRefusedAgainAndAgainReachesNobodyAnyMore() throws Exception {
        var known = "Bearer " + ISSUER.issue(organization);
        getFrom("127.0.2.1", known);
        var heard = new AtomicInteger();
        SERVICE.does(exchange -> {
            var good = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                    .contains("Bearer ey");
            heard.incrementAndGet();
            exchange.sendResponseHeaders(good ? 200 : 401, -1);
        });
        var forms = List.of("Bearer forged.access.token", "Bearer mno_live_mistyped", "Strange scheme");

        var statuses = flood(3_000, at -> quietly(() -> getFrom("127.0.2.1", forms.get(at % 3))));

        assertThat(statuses).containsOnlyKeys(401, 429);
        assertThat(statuses.get(401)).isBetween(300, 300 + AT_ONCE);
        assertThat(heard.get())
                .as("forged tokens that a service had to look at")
                .isBetween(90, 120);
        assertThat(getFrom("127.0.2.1", known).statusCode())
                .as("what is known goes on")
                .isEqualTo(200);
        assertThat(getFrom("127.0.2.2", "Bearer " + ISSUER.userToken(organization))
                        .statusCode())
                .as("another address")
                .isEqualTo(200);
    }
}
