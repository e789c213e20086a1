package io.machinenativeops.teamrbac.audit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.identity.NewId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many entries a second the log takes, through PostgreSQL and through the stream; by name only:
 * {@code -Dit.test=AppendBench}.
 */
class AppendBench extends TeamRbacService {

    private static final int ENTRIES = 30_000;
    private static final int WRITERS = 4;

    @Autowired
    AuditLog log;

    @Autowired
    AuditStore store;

    @Autowired
    CheckpointStore checkpoints;

    @Autowired
    AuditKeys keys;

    @Autowired
    StreamBridge bridge;

    private static byte[] message(UUID organization) {
        var id = UUID.randomUUID();
        return """
                {"specversion":"1.0","id":"%1$s","source":"/team-rbac","type":"audit.recorded.v1",
                 "time":"2026-11-23T12:00:00.250Z","subject":"%2$s","datacontenttype":"application/json",
                 "data":{"id":"%1$s","organizationId":"%2$s","action":"api-key.revoked","occurredAt":"2026-11-23T12:00:00.250Z",
                  "actor":{"type":"user","id":"0190a000-0000-7000-8000-0000000000aa","keyId":"8fK2mQ0zR4tYb7Xc"},
                  "targets":[{"type":"api-key","id":"%1$s","name":"deploy"}],
                  "context":{"sourceAddress":"203.0.113.7","userAgent":"curl/8.5.0"},"metadata":{"keyId":"8fK2mQ0zR4tYb7Xc"}}}
                """.formatted(id, organization).getBytes(StandardCharsets.UTF_8);
    }

    private static void say(String what, int count, long begin) {
        System.out.printf(Locale.ROOT, "BENCH %-50s %,9.0f/s%n", what, count / ((System.nanoTime() - begin) / 1e9));
    }

    private void write(List<UUID> organizations, int batch) throws Exception {
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int writer = 0; writer < WRITERS; writer++) {
            var batches = new ArrayList<List<byte[]>>();
            for (int sent = 0; sent < ENTRIES / WRITERS; sent += batch) {
                var messages = new ArrayList<byte[]>();
                for (int each = 0; each < batch; each++) {
                    messages.add(message(organizations.get((sent + each) % organizations.size())));
                }
                batches.add(messages);
            }
            tasks.add(() -> {
                batches.forEach(log::take);
                return true;
            });
        }
        long begin = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        say(organizations.size() + " organisations, batches of " + batch, ENTRIES, begin);
    }

    @Test
    void appends() throws Exception {
        for (int round = 0; round < 2; round++) {
            var one = List.of(NewId.next());
            write(one, 500);
            var hundred = new ArrayList<UUID>();
            for (int each = 0; each < 100; each++) {
                hundred.add(NewId.next());
            }
            write(hundred, 500);
            long begin = System.nanoTime();
            var result = new LogCheck(store, checkpoints, keys).check(one.getFirst(), null, ENTRIES);
            say("verified", ENTRIES, begin);
            assertThat(result.faults()).isEmpty();
            assertThat(result.verified()).isEqualTo(ENTRIES);
        }
        var streamed = NewId.next();
        long begin = System.nanoTime();
        try (var senders = Executors.newFixedThreadPool(256, Thread.ofVirtual().factory())) {
            for (int each = 0; each < ENTRIES; each++) {
                senders.execute(() -> bridge.send(
                        "audit.recorded",
                        MessageBuilder.withPayload(message(streamed)).build()));
            }
        }
        say("sent to the stream", ENTRIES, begin);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> store.head(streamed).sequence() == ENTRIES);
        say("sent to the stream and stored", ENTRIES, begin);
    }
}
