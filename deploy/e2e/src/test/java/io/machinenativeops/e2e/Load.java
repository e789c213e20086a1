package io.machinenativeops.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;

/**
 * Agents that report usage at a steady rate, whatever the stack does: each batch has its time, and what an outage held up is
 * sent as soon as it is over. Every batch is sent until it is acknowledged, and one event in twenty is sent a second time in
 * a later batch. The ledger holds the numbers of the events that a reply acknowledged.
 */
final class Load implements AutoCloseable {

    private static final int SENDERS = 16;
    private static final int NEW = 57;
    private static final int AGAIN = 3;
    private static final int REMEMBERED_BATCHES = 500;
    private static final Duration SLOT = Duration.ofMillis(100);
    private static final int SLOTS = 10 * 60 * 60;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LAST_BATCHES = Duration.ofMinutes(4);

    private final URI url;
    private final String key;
    private final NumberedEvents events;
    private final long seed;
    private final double interval;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final long started = System.nanoTime();
    private final AtomicLong nextBatch = new AtomicLong();
    private final BitSet acknowledged = new BitSet();
    private final AtomicIntegerArray acknowledgedInSlot = new AtomicIntegerArray(SLOTS);
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> work = new ArrayList<>();
    private volatile long ended = Long.MAX_VALUE;

    /** @param rate new events a second; those sent again come on top */
    Load(Stack stack, NumberedEvents events, long seed, int rate) {
        this.url = URI.create(stack.gatewayUrl() + "/api/v1/usage-events");
        this.key = stack.apiKey();
        this.events = events;
        this.seed = seed;
        this.interval = 1e9 * NEW / rate;
        for (var sender = 0; sender < SENDERS; sender++) {
            work.add(senders.submit(this::send));
        }
    }

    /** A copy of the ledger. */
    BitSet acknowledged() {
        synchronized (acknowledged) {
            return (BitSet) acknowledged.clone();
        }
    }

    /** Events acknowledged in a time that is given in nanoseconds since the load began. */
    long acknowledgedWithin(long from, long to) {
        return IntStream.range(slot(from), slot(to))
                .mapToLong(acknowledgedInSlot::get)
                .sum();
    }

    /** The longest time without a single acknowledgement, since the first. */
    Duration longestSilence() {
        var longest = 0;
        var silent = 0;
        var first = 0;
        var last = slot(Math.min(ended, now()));
        while (first < last && acknowledgedInSlot.get(first) == 0) {
            first++;
        }
        for (var slot = first; slot < last; slot++) {
            silent = acknowledgedInSlot.get(slot) == 0 ? silent + 1 : 0;
            longest = Math.max(longest, silent);
        }
        return SLOT.multipliedBy(longest);
    }

    long attemptsThatFailed() {
        return failures.get();
    }

    long duplicatesSent() {
        return duplicates.get();
    }

    /** Nanoseconds since the load began. */
    long now() {
        return System.nanoTime() - started;
    }

    /** How far the sending is behind its schedule; zero while every batch finds a sender at its time. */
    Duration behind() {
        return Duration.ofNanos(Math.max(0, now() - (long) (nextBatch.get() * interval)));
    }

    /** Whether a sender gave up for a reason that no outage explains. */
    boolean isBroken() {
        return work.stream().anyMatch(sender -> sender.state() == Future.State.FAILED);
    }

    /** Lets every sender bring its last batch home, and fails with what one of them failed with. */
    void finish() throws InterruptedException, ExecutionException, TimeoutException {
        ended = now();
        for (var sender : work) {
            sender.get(LAST_BATCHES.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        ended = 0;
        senders.shutdownNow();
        http.shutdownNow();
    }

    private void send() {
        while (!Thread.currentThread().isInterrupted()) {
            var batch = nextBatch.getAndIncrement();
            var due = (long) (batch * interval);
            pause(due - now());
            if (due > ended) {
                return;
            }
            sendUntilAcknowledged(numbers(batch));
        }
    }

    private List<Integer> numbers(long batch) {
        var first = Math.toIntExact(batch * NEW);
        var numbers = IntStream.range(first, first + NEW).boxed().collect(Collectors.toCollection(ArrayList::new));
        if (first > 0) {
            var random = new Random(seed ^ batch);
            var oldest = Math.max(0, first - REMEMBERED_BATCHES * NEW);
            for (var again = 0; again < AGAIN; again++) {
                numbers.add(random.nextInt(oldest, first));
                duplicates.incrementAndGet();
            }
        }
        return numbers;
    }

    private void sendUntilAcknowledged(List<Integer> numbers) {
        var body = numbers.stream().map(events::json).collect(Collectors.joining(",", "{\"events\":[", "]}"));
        var request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        while (!Thread.currentThread().isInterrupted()) {
            var rest = TimeUnit.MILLISECONDS.toNanos(200);
            try {
                var response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 202) {
                    acknowledge(numbers, Stack.JSON.readTree(response.body()));
                    return;
                }
                // 401: a service whose clock is off by more than tokens live refuses them until it is set right.
                if (response.statusCode() < 500 && response.statusCode() != 429 && response.statusCode() != 401) {
                    throw new AssertionError("Refused: " + response.body());
                }
                rest = response.headers()
                        .firstValue("Retry-After")
                        .map(seconds -> TimeUnit.SECONDS.toNanos(Long.parseLong(seconds)))
                        .orElse(rest);
            } catch (IOException broken) {
                // The reply is lost, not the knowledge that there may have been one: the same is sent again.
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
            failures.incrementAndGet();
            pause(rest);
        }
    }

    private void acknowledge(List<Integer> numbers, JsonNode verdict) {
        var counted =
                verdict.get("accepted").asInt() + verdict.get("duplicates").asInt();
        if (counted != numbers.size()) {
            throw new AssertionError("Of " + numbers.size() + " events " + counted + " are acknowledged: " + verdict);
        }
        var fresh = 0;
        synchronized (acknowledged) {
            for (var number : numbers) {
                fresh += acknowledged.get(number) ? 0 : 1;
                acknowledged.set(number);
            }
        }
        acknowledgedInSlot.addAndGet(slot(now()), fresh);
    }

    private static int slot(long nanos) {
        return (int) Math.min(SLOTS - 1, nanos / SLOT.toNanos());
    }

    private static void pause(long nanos) {
        if (nanos <= 0) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
