package io.machinenativeops.platform.event;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.machinenativeops.platform.notebook.NotebookService;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OutboxIT extends NotebookService {

    @Autowired
    Outbox outbox;

    @Autowired
    InOrder inOrder;

    @Autowired
    MeterRegistry meters;

    private final String stream = "notes." + UUID.randomUUID();

    record Note(String text) {}

    private OutgoingEvent event(String subject, String text) {
        return new OutgoingEvent(stream, "note.written.v1", subject, true, new Note(text));
    }

    private void publish(String subject, String text) {
        database.forOrganization(organization, _ -> {
            outbox.publish(event(subject, text));
            return text;
        });
    }

    private List<IncomingEvent> await(int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> STREAMS.events(stream), events -> events.size() >= count);
    }

    private static List<String> texts(List<IncomingEvent> events, String subject) {
        return events.stream()
                .filter(event -> event.subject().equals(subject))
                .map(event -> event.dataAs(Note.class).text())
                .toList();
    }

    private static List<Long> sequences(List<IncomingEvent> events, String subject) {
        return events.stream()
                .filter(event -> event.subject().equals(subject))
                .map(event -> event.sequence() == null ? -1L : event.sequence())
                .toList();
    }

    @Test
    void sendsWhatWasCommittedAndNothingElse() {
        publish("a", "one");
        assertThatThrownBy(() -> database.forOrganization(organization, _ -> {
                    outbox.publish(event("a", "taken back"));
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        publish("a", "two");

        var events = await(2);
        assertThat(texts(events, "a")).containsExactly("one", "two");
        assertThat(sequences(events, "a")).containsExactly(1L, 2L);
        var first = JsonMapper.shared().readTree(STREAMS.messages(stream).getFirst());
        assertThat(first.path("specversion").asString()).isEqualTo("1.0");
        assertThat(first.path("source").asString()).isEqualTo("/notebook");
        assertThat(first.path("type").asString()).isEqualTo("note.written.v1");
        assertThat(first.path("sequence").asString()).isEqualTo("00000000000000000001");
        assertThat(first.path("data")).isEqualTo(JsonMapper.shared().readTree("{\"text\":\"one\"}"));
    }

    @Test
    void keepsNothingAfterItWasSent() {
        publish("a", "one");
        await(1);
        Awaitility.await().until(() -> waiting() == 0);
    }

    private long waiting() {
        return database.forService(jdbc -> jdbc.sql("SELECT count(*) FROM outbox_event WHERE stream = ?")
                .param(stream)
                .query(Long.class)
                .single());
    }

    @Test
    void refusesEventsInNoTransactionAndWithoutAVersion() {
        assertThatThrownBy(() -> outbox.publish(event("a", "one"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new OutgoingEvent(stream, "note.written", "a", true, new Note("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("note.written");
    }

    @Test
    void numbersEventsOfASubjectInTheOrderOfTheirTransactions() throws Exception {
        var a = new AtomicInteger();
        var b = new AtomicInteger();
        try (var writers = Executors.newFixedThreadPool(6)) {
            var all = new ArrayList<java.util.concurrent.Future<?>>();
            for (int i = 0; i < 60; i++) {
                var subject = i % 2 == 0 ? "a" : "b";
                var counter = i % 2 == 0 ? a : b;
                all.add(writers.submit(() -> database.forOrganization(organization, _ -> {
                    outbox.publish(event(subject, "first"));
                    // Under the lock that the number was taken with: transactions of a subject go one after the other.
                    int count = counter.incrementAndGet();
                    outbox.publish(event(subject, "second of " + count));
                    return count;
                })));
            }
            for (var each : all) {
                each.get();
            }
        }
        var events = await(120);
        for (var subject : List.of("a", "b")) {
            assertThat(sequences(events, subject))
                    .isEqualTo(LongStream.rangeClosed(1, 60).boxed().toList());
            assertThat(texts(events, subject).stream()
                            .filter(text -> text.startsWith("second"))
                            .toList())
                    .isEqualTo(IntStream.rangeClosed(1, 30)
                            .mapToObj(count -> "second of " + count)
                            .toList());
        }
    }

    @Test
    void losesNothingWhileRedisIsAwayAndSendsItLaterInOrder() {
        publish("a", "before");
        await(1);
        STREAMS.server().kill();
        try {
            for (int i = 0; i < 20; i++) {
                publish("a", "a" + i);
                publish("b" + i, "b");
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> meters.get("mno.outbox.oldest.age").timeGauge().value() > 0);
            assertThat(waiting()).isEqualTo(40);
        } finally {
            STREAMS.server().restart();
        }
        // An event whose acknowledgement was lost is sent again, with its number.
        var events = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(
                        () -> STREAMS.events(stream),
                        some -> some.stream().map(IncomingEvent::id).distinct().count() == 41);
        assertThat(texts(events, "a").stream().distinct().toList())
                .containsExactlyElementsOf(IntStream.range(-1, 20)
                        .mapToObj(i -> i < 0 ? "before" : "a" + i)
                        .toList());
    }

    @Test
    void letsOneReplicaSendAtATime() {
        var elsewhere = new AtomicInteger();
        var replica = new OutboxForwarder(
                database,
                (name, _, _) -> {
                    if (name.equals(stream)) {
                        elsewhere.incrementAndGet();
                    }
                },
                JsonMapper.shared(),
                "/notebook",
                Clock.systemUTC());
        for (int i = 0; i < 50; i++) {
            publish("s" + i % 5, "n" + i);
            replica.run();
        }
        Awaitility.await().until(() -> waiting() == 0);
        assertThat(elsewhere.get() + STREAMS.messages(stream).size()).isEqualTo(50);
    }

    private IncomingEvent seen(String subject, @Nullable String sequence) {
        var json = """
                {"specversion":"1.0","id":"1","source":"/other","type":"x.v1","subject":"%s"%s,"data":{}}
                """.formatted(subject, sequence == null ? "" : ",\"sequence\":\"" + sequence + "\"");
        return IncomingEvent.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isNew(String subject, @Nullable String sequence) {
        return database.forOrganization(organization, _ -> inOrder.isNew(stream, seen(subject, sequence)));
    }

    @Test
    void leavesOutWhatIsNotNewerThanWhatWasSeen() {
        assertThat(isNew("a", "00000000000000000009")).isTrue();
        assertThat(isNew("a", "00000000000000000009")).isFalse();
        assertThat(isNew("a", "00000000000000000008")).isFalse();
        assertThat(isNew("b", "00000000000000000008")).isTrue();
        assertThat(isNew("a", "00000000000000000010")).isTrue();
        assertThatThrownBy(() -> isNew("a", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> inOrder.isNew(stream, seen("a", "11"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void forgetsThatItSawWhatCouldNotBeWorkedOn() {
        assertThatThrownBy(() -> database.forOrganization(organization, _ -> {
                    assertThat(inOrder.isNew(stream, seen("a", "1"))).isTrue();
                    throw new IllegalArgumentException("failed");
                }))
                .hasMessage("failed");
        assertThat(isNew("a", "1")).isTrue();
    }

    @Test
    void keepsTheTenantRoleFromTheTablesThemselves() {
        for (var table : List.of("outbox_event", "outbox_sequence", "event_seen")) {
            assertThatThrownBy(() -> database.forOrganization(
                            organization,
                            jdbc -> jdbc.sql("SELECT count(*) FROM " + table)
                                    .query(Long.class)
                                    .single()))
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
    }
}
