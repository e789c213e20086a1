package io.machinenativeops.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * Agents that report usage without pause: 20-event batches at about 1,200 events a second over six connections, one event
 * in twenty sent a second time in a later batch. Its ledger holds the ids that a reply acknowledged.
 */
final class Load implements AutoCloseable {

    private static final int SENDERS = 6;
    private static final int BATCH = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String url;
    private final String key;
    private final String agent;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong busyNanos = new AtomicLong();
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> work = new ArrayList<>();
    private volatile boolean running = true;

    Load(Stack stack, String agent, long seed) {
        this.url = stack.gatewayUrl() + "/api/v1/usage-events";
        this.key = stack.apiKey();
        this.agent = agent;
        for (var sender = 0; sender < SENDERS; sender++) {
            var id = sender;
            work.add(senders.submit(() -> run(id, new Random(seed + id))));
        }
    }

    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    long attemptsThatFailed() {
        return failures.get();
    }

    long duplicatesSent() {
        return duplicates.get();
    }

    /** Events a second on average, with the times in which requests failed. */
    long rate() {
        return busyNanos.get() == 0 ? 0 : 1_000_000_000L * SENDERS * acknowledged.size() / busyNanos.get();
    }

    /** Lets every sender bring its last batch home, and fails with what one of them failed with. */
    void finish() throws InterruptedException, ExecutionException, TimeoutException {
        running = false;
        for (var sender : work) {
            sender.get(2, TimeUnit.MINUTES);
        }
    }

    @Override
    public void close() {
        running = false;
        senders.shutdownNow();
    }

    private void run(int sender, Random random) {
        var sent = new ArrayList<String>();
        for (var number = 0; running; number++) {
            var start = System.nanoTime();
            var ids = new ArrayList<String>();
            for (var event = 0; event < BATCH; event++) {
                ids.add("%s-%d-%d-%d".formatted(agent, sender, number, event));
            }
            if (!sent.isEmpty()) {
                ids.set(0, sent.get(random.nextInt(sent.size())));
                duplicates.incrementAndGet();
            }
            sendUntilAcknowledged(ids);
            sent.add(ids.get(random.nextInt(ids.size())));
            var rest = PAUSE.toNanos() - (System.nanoTime() - start);
            pause(rest);
            busyNanos.addAndGet(Math.max(PAUSE.toNanos(), System.nanoTime() - start));
        }
    }

    private void sendUntilAcknowledged(List<String> ids) {
        var body = ids.stream()
                .map(id -> """
                        {"eventId":"%s","provider":"openai","model":"gpt-4o-mini","agent":"%s",
                         "usage":{"prompt_tokens":100,"completion_tokens":%d}}""".formatted(id, agent, id.length()))
                .collect(Collectors.joining(",", "{\"events\":[", "]}"));
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                var response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 202) {
                    acknowledge(ids, Stack.JSON.readTree(response.body()));
                    return;
                }
                if (response.statusCode() < 500 && response.statusCode() != 429) {
                    throw new AssertionError("Refused: " + response.body());
                }
                failures.incrementAndGet();
            } catch (IOException broken) {
                failures.incrementAndGet();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
            pause(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private void acknowledge(List<String> ids, JsonNode verdict) {
        var counted =
                verdict.get("accepted").asInt() + verdict.get("duplicates").asInt();
        if (counted != ids.size()) {
            throw new AssertionError("Of " + ids.size() + " events " + counted + " are acknowledged: " + verdict);
        }
        acknowledged.addAll(new HashSet<>(ids));
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
