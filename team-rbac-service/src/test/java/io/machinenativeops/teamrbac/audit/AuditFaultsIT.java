package io.machinenativeops.teamrbac.audit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.machinenativeops.embedded.EmbeddedPostgres;
import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.identity.NewId;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The log while its stores are killed. They are this test's own, and end with the JVM. */
@DirtiesContext
class AuditFaultsIT extends TeamRbacService {

    private static final int ENTRIES = 400;

    private static final EmbeddedPostgres POSTGRES =
            EmbeddedPostgres.in(EmbeddedStores.freshFolder()).start();
    private static final EmbeddedRedis REDIS =
            EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();

    @Autowired
    AuditStore store;

    @Autowired
    CheckpointStore checkpoints;

    @Autowired
    AuditKeys keys;

    @Autowired
    StreamBridge bridge;

    private final UUID quiet = NewId.next();
    private final AtomicInteger sent = new AtomicInteger();

    @DynamicPropertySource
    static void ownStores(DynamicPropertyRegistry registry) {
        var own = POSTGRES.database("audit", "secret-of-the-test");
        registry.add("spring.datasource.url", own::url);
        registry.add("spring.datasource.username", own::user);
        registry.add("spring.datasource.password", own::password);
        registry.add("spring.data.redis.url", REDIS::url);
        registry.add("spring.cloud.stream.redis-streams.binder.uri", REDIS::url);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions();
    }

    private byte[] message(int number) {
        return """
                {"specversion":"1.0","id":"%1$s","source":"/token-tracking","type":"audit.recorded.v1",
                 "time":"2026-11-23T12:00:00.250Z","subject":"%2$s","datacontenttype":"application/json",
                 "data":{"id":"%1$s","organizationId":"%2$s","action":"usage-retention.changed",
                  "occurredAt":"2026-11-23T12:00:00.250Z","actor":{"type":"user","id":"0190a000-0000-7000-8000-0000000000aa"},
                  "targets":[{"type":"organization","id":"%2$s"}],"context":{},"metadata":{"days":30}}}
                """.formatted(new UUID(number, 7), quiet).getBytes(StandardCharsets.UTF_8);
    }

    private void sendAll() {
        for (int number = 1; number <= ENTRIES; number++) {
            sendUntilTaken(number);
            if (number % 5 == 0) {
                // As by a service that did not hear the answer.
                sendUntilTaken(number);
            }
            sent.set(number);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private void sendUntilTaken(int number) {
        while (true) {
            try {
                bridge.send(
                        "audit.recorded",
                        MessageBuilder.withPayload(message(number)).build());
                return;
            } catch (RuntimeException away) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    @Test
    void losesAndDoublesNothingWhileItsStoresAreAway() throws InterruptedException {
        var sender = Thread.ofVirtual().start(this::sendAll);
        soon().until(() -> store.head(quiet).sequence() > 40);
        POSTGRES.kill();
        // The stream takes entries all the same.
        int before = sent.get();
        soon().until(() -> sent.get() > before + 40);
        POSTGRES.restart();
        soon().until(() -> store.head(quiet).sequence() > before);
        REDIS.kill();
        REDIS.restart();
        assertThat(sender.join(Duration.ofSeconds(40))).isTrue();

        soon().until(() -> store.head(quiet).sequence() >= ENTRIES);
        var result = new LogCheck(store, checkpoints, keys).check(quiet, null, 10_000);
        assertThat(result.complete()).isTrue();
        assertThat(result.faults()).isEmpty();
        assertThat(result.verified()).isEqualTo(ENTRIES);
        assertThat(store.after(quiet, 0, 10_000))
                .extracting(each -> each.chained().entry().id())
                .doesNotHaveDuplicates()
                .hasSize(ENTRIES);
        assertThat(store.countUnread()).isZero();
    }
}
