package io.machinenativeops.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Three processes write what one takes in. One is held still until another has taken its entries, and woken up as a zombie
 * that knows nothing of it; the other is killed. What was acknowledged is stored, each once.
 */
@ExtendWith(RunningStack.class)
class TwoWritersIT {

    private static final String AGENT = "two-writers";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String CONSUMER = "--spring.cloud.stream.redis-streams.bindings.storeUsage-in-0.consumer.";
    private static final String[] QUICK = {CONSUMER + "claim-min-idle=1500ms", CONSUMER + "claim-interval=200ms"};
    private static final int SENDERS = 4;
    private static final int BATCH = 20;
    private static final Duration PAUSE = Duration.ofMillis(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void aWriterThatIsKilledAndOneThatOnlySleptLoseAndDoubleNothing(Stack stack) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/cmdline")), "this system does not show how a process was started");
        try (var zombie = Replica.of(stack, "token-tracking", QUICK[0], QUICK[1], CONSUMER + "consumer-name=zombie");
                var doomed = Replica.of(stack, "token-tracking", QUICK);
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                writeThrough(stack, zombie, doomed, senders);
            } finally {
                // The executor's end waits for the senders, also when something failed that they know nothing of.
                over.set(true);
            }
        }
    }

    private void writeThrough(Stack stack, Replica zombie, Replica doomed, ExecutorService senders) throws Exception {
        await().atMost(PATIENCE).until(() -> zombie.isReady() && doomed.isReady());
        var load = IntStream.range(0, SENDERS)
                .mapToObj(sender -> senders.submit(() -> send(stack, sender)))
                .toList();
        await().atMost(PATIENCE).until(() -> stored(zombie) > 0 && stored(doomed) > 0);

        sleepWithEntries(stack, zombie, doomed);
        var before = acknowledged.size();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 500);
        doomed.kill();
        zombie.wakeUp();
        awaitItsOldEntriesAreBehindIt(zombie);

        over.set(true);
        for (var sender : load) {
            sender.get(2, TimeUnit.MINUTES);
        }
        await().atMost(PATIENCE).until(() -> rows(stack).size() >= acknowledged.size());
        assertThat(rows(stack)).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(rows(stack))).isEqualTo(acknowledged);
    }

    /** Stops it at a moment when it holds entries: that another takes them over is the proof. */
    private static void sleepWithEntries(Stack stack, Replica zombie, Replica other) throws Exception {
        var claimed = other.counter("redis_streams_claimed_total");
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        zombie.sleep();
        while (!staysWithEntries(stack)) {
            assertThat(System.nanoTime()).as("the writer never held entries").isLessThan(deadline);
            zombie.wakeUp();
            TimeUnit.MILLISECONDS.sleep(20);
            zombie.sleep();
        }
        await().atMost(PATIENCE).until(() -> other.counter("redis_streams_claimed_total") > claimed);
    }

    /** What it sent before it stopped may still be on its way to Redis. */
    private static boolean staysWithEntries(Stack stack) throws Exception {
        if (!holdsEntries(stack)) {
            return false;
        }
        TimeUnit.MILLISECONDS.sleep(200);
        return holdsEntries(stack);
    }

    private static boolean holdsEntries(Stack stack) throws IOException {
        try (var redis = new Socket(InetAddress.getLoopbackAddress(), stack.portBase() + 20)) {
            redis.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            redis.getOutputStream()
                    .write("XPENDING {usage.recorded} token-tracking-writer - + 1 zombie\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var reply = new BufferedReader(new InputStreamReader(redis.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(reply).isIn("*0", "*1");
            return reply.equals("*1");
        }
    }

    /** It takes entries one batch after the other: once it stored what it read since it woke up, it is done with what it held. */
    private static void awaitItsOldEntriesAreBehindIt(Replica zombie) {
        var read = read(zombie);
        await().atMost(PATIENCE).until(() -> read(zombie) > read);
        var stored = stored(zombie);
        await().atMost(PATIENCE).until(() -> stored(zombie) > stored);
    }

    private static double read(Replica replica) {
        return replica.counter("redis_streams_read_total");
    }

    private static double stored(Replica replica) {
        return replica.counter("mno_writer_rows_total");
    }

    private Void send(Stack stack, int sender) throws Exception {
        for (var number = 0; !over.get(); number++) {
            var ids = new ArrayList<String>();
            for (var event = 0; event < BATCH; event++) {
                ids.add("%s-%d-%d-%d".formatted(AGENT, sender, number, event));
            }
            var body = ids.stream()
                    .map(id -> """
                            {"eventId":"%s","provider":"openai","model":"gpt-4o-mini","agent":"%s",
                             "usage":{"prompt_tokens":100,"completion_tokens":10}}""".formatted(id, AGENT))
                    .collect(Collectors.joining(",", "{\"events\":[", "]}"));
            var request = HttpRequest.newBuilder(URI.create(stack.gatewayUrl() + "/api/v1/usage-events"))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + stack.apiKey())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            await().atMost(PATIENCE).until(() -> isAcknowledged(request));
            acknowledged.addAll(ids);
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        return null;
    }

    /** False where it may be sent again. */
    private boolean isAcknowledged(HttpRequest request) throws IOException, InterruptedException {
        var reply = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isIn(202, 429, 503);
        return reply.statusCode() == 202;
    }

    private List<String> rows(Stack stack) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (stack.portBase() + 21)))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "SELECT event_id FROM mno.usage_events WHERE agent = '" + AGENT + "' FORMAT TabSeparated"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }
}
