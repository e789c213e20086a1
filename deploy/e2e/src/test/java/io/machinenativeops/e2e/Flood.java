package io.machinenativeops.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Callers that know no mercy: each sends the next request as soon as it is due, whatever the last one was answered, and never
 * the same twice. Three of four requests bring one event, the fourth a batch.
 */
final class Flood implements AutoCloseable {

    private static final int BATCH = 57;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUCKETS = (int) PATIENCE.toMillis() + 1;

    private final URI url;
    private final String key;
    private final NumberedEvents events;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final AtomicInteger nextEvent = new AtomicInteger();
    private final BitSet acknowledged = new BitSet();

    Flood(Stack stack, NumberedEvents events) {
        this.url = URI.create(stack.gatewayUrl() + "/api/v1/usage-events");
        this.key = stack.apiKey();
        this.events = events;
    }

    /**
     * What came of a flood.
     *
     * @param due requests that the schedule had
     * @param statuses replies by status; 0 stands for none
     * @param refusedWithoutTime refusals that do not say when to come again
     */
    record Tally(long due, Map<Integer, Long> statuses, long refusedWithoutTime, AtomicIntegerArray millis) {

        long sent() {
            return statuses.values().stream().mapToLong(Long::longValue).sum();
        }

        long answered(int status) {
            return statuses.getOrDefault(status, 0L);
        }

        /** Milliseconds within which this share of the replies came. */
        int within(double share) {
            var wanted = (long) Math.ceil(
                    share * IntStream.range(0, BUCKETS).mapToLong(millis::get).sum());
            var seen = 0L;
            for (var bucket = 0; bucket < BUCKETS; bucket++) {
                seen += millis.get(bucket);
                if (seen >= wanted) {
                    return bucket;
                }
            }
            return BUCKETS;
        }
    }

    /** A copy of the ledger. */
    BitSet acknowledged() {
        synchronized (acknowledged) {
            return (BitSet) acknowledged.clone();
        }
    }

    /**
     * Sends for a time, and returns when every request has its reply or none.
     *
     * @param perSecond requests that become due; those for which there is no caller wait, and are never sent in the end
     */
    Tally run(int callers, double perSecond, Duration time) throws InterruptedException, ExecutionException {
        var started = System.nanoTime();
        var nextRequest = new AtomicLong();
        var untimed = new AtomicLong();
        var statuses = new TreeMap<Integer, Long>();
        var millis = new AtomicIntegerArray(BUCKETS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var caller = 0; caller < callers; caller++) {
                running.add(threads.submit(() -> {
                    while (true) {
                        var number = nextRequest.getAndIncrement();
                        var due = (long) (number * 1e9 / perSecond);
                        if (Math.max(due, System.nanoTime() - started) > time.toNanos()) {
                            return null;
                        }
                        TimeUnit.NANOSECONDS.sleep(due - (System.nanoTime() - started));
                        var sent = System.nanoTime();
                        var status = send(number % 4 == 0 ? BATCH : 1, untimed);
                        var took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent);
                        millis.incrementAndGet((int) Math.min(BUCKETS - 1, took));
                        synchronized (statuses) {
                            statuses.merge(status, 1L, Long::sum);
                        }
                    }
                }));
            }
            for (var caller : running) {
                caller.get();
            }
        }
        return new Tally((long) (perSecond * time.toMillis() / 1000), statuses, untimed.get(), millis);
    }

    private int send(int count, AtomicLong untimed) throws InterruptedException {
        var first = nextEvent.getAndAdd(count);
        var body = IntStream.range(first, first + count)
                .mapToObj(events::json)
                .collect(Collectors.joining(",", "{\"events\":[", "]}"));
        var request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 202) {
                acknowledge(first, count, response.body());
            } else if (response.headers().firstValue("Retry-After").isEmpty()) {
                untimed.incrementAndGet();
            }
            return response.statusCode();
        } catch (IOException none) {
            return 0;
        }
    }

    private void acknowledge(int first, int count, String verdict) {
        var accepted = Stack.JSON.readTree(verdict).get("accepted").asInt();
        if (accepted != count) {
            throw new AssertionError("Of " + count + " events " + accepted + " are accepted: " + verdict);
        }
        synchronized (acknowledged) {
            acknowledged.set(first, first + count);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
