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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final URI url;
    private final String key;
    private final NumberedEvents events;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            // Its own would start a thread for each reply that waits to be read, on cores that the stack needs.
            .executor(Executors.newVirtualThreadPerTaskExecutor())
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
     * @param replies how long they took, by status; 0 stands for none
     * @param refusedWithoutTime refusals that do not say when to come again
     * @param silences why there was no reply, and how often
     */
    record Tally(long due, Map<Integer, ReplyTimes> replies, long refusedWithoutTime, Map<String, Long> silences) {

        long sent() {
            return replies.values().stream().mapToLong(ReplyTimes::count).sum();
        }

        long answered(int status) {
            return times(status).count();
        }

        ReplyTimes times(int status) {
            return replies.getOrDefault(status, new ReplyTimes());
        }

        /** Milliseconds within which this share of all got their reply, or gave up. */
        int within(double share) {
            return ReplyTimes.of(replies.values()).within(share);
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
        var replies = new ConcurrentSkipListMap<Integer, ReplyTimes>();
        var silences = new ConcurrentSkipListMap<String, Long>();
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
                        var status = send(number % 4 == 0 ? BATCH : 1, untimed, silences);
                        replies.computeIfAbsent(status, _ -> new ReplyTimes()).add(System.nanoTime() - sent);
                    }
                }));
            }
            for (var caller : running) {
                caller.get();
            }
        }
        return new Tally((long) (perSecond * time.toMillis() / 1000), replies, untimed.get(), silences);
    }

    private int send(int count, AtomicLong untimed, Map<String, Long> silences) throws InterruptedException {
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
            silences.merge(none.getClass().getSimpleName() + ": " + none.getMessage(), 1L, Long::sum);
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
