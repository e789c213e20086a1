package io.machinenativeops.platform.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.work.RepeatedWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends what waits in the outbox, the oldest first. One replica does at a time: it holds an advisory lock for the transaction in
 * which it also deletes what it sent, so that a process which dies on the way leaves its events to the next. These may then be
 * sent again, with the same id and number.
 */
final class OutboxForwarder implements RepeatedWork.Task {

    private static final Logger log = LoggerFactory.getLogger(OutboxForwarder.class);

    private static final int LANES = 16;
    private static final int BATCH = 500;
    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration ANOTHER_SENDS = Duration.ofMillis(50);
    private static final Duration NOTHING_TO_DO = Duration.ofSeconds(1);
    private static final Duration AWAY = Duration.ofSeconds(1);

    /** Names of streams by steps through the index: the backlog of an hour is not counted through. */
    private static final String STREAMS = """
            WITH RECURSIVE known AS (
                (SELECT stream FROM outbox_event ORDER BY stream LIMIT 1)
                UNION ALL
                SELECT (SELECT e.stream FROM outbox_event e WHERE e.stream > known.stream ORDER BY e.stream LIMIT 1)
                FROM known WHERE known.stream IS NOT NULL)
            SELECT stream FROM known WHERE stream IS NOT NULL
            """;

    private final TenantDatabase database;
    private final EventTransport transport;
    private final JsonMapper json;
    private final String source;
    private final InstantSource clock;
    private String said = "";

    /** @param source names this service in its events */
    OutboxForwarder(
            TenantDatabase database, EventTransport transport, JsonMapper json, String source, InstantSource clock) {
        this.database = database;
        this.transport = transport;
        this.json = json;
        this.source = source;
        this.clock = clock;
    }

    @Override
    public Duration run() {
        if (!database.isReady()) {
            return NOTHING_TO_DO;
        }
        try {
            return database.forService(this::forward);
        } catch (RuntimeException away) {
            say("the outbox can't be read now: " + away.getMessage());
            return AWAY;
        }
    }

    private Duration forward(JdbcClient jdbc) {
        boolean alone = jdbc.sql("SELECT pg_try_advisory_xact_lock(hashtext('outbox_event'))")
                .query(Boolean.class)
                .single();
        if (!alone) {
            return ANOTHER_SENDS;
        }
        // A replica that was stopped in the middle does not keep the others from sending.
        jdbc.sql("SELECT set_config('idle_in_transaction_session_timeout', '15s', true)")
                .query()
                .singleRow();
        var end = clock.instant().plus(LONGEST);
        var pause = NOTHING_TO_DO;
        boolean failed = false;
        for (var stream : jdbc.sql(STREAMS).query(String.class).list()) {
            var waiting = jdbc.sql("SELECT " + WaitingEvent.COLUMNS
                            + " FROM outbox_event WHERE stream = ? ORDER BY id LIMIT " + BATCH)
                    .param(stream)
                    .query(WaitingEvent::read)
                    .list();
            var sent = send(waiting, end);
            jdbc.sql("DELETE FROM outbox_event WHERE id = ANY (?)")
                    .param(sent.toArray(Long[]::new))
                    .update();
            failed |= sent.size() < waiting.size();
            if (waiting.size() == BATCH) {
                pause = AT_ONCE;
            }
        }
        if (failed) {
            return AWAY;
        }
        said = "";
        return pause;
    }

    /** The rows of those that are in the stream. A lane ends with its first failure: what follows must not overtake. */
    private List<Long> send(List<WaitingEvent> waiting, Instant end) {
        var sent = new ConcurrentLinkedQueue<Long>();
        var lanes = waiting.stream().collect(Collectors.groupingBy(event -> event.lane(LANES)));
        if (lanes.size() == 1) {
            sendInOrder(waiting, end, sent);
        } else {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                lanes.values().forEach(lane -> threads.execute(() -> sendInOrder(lane, end, sent)));
            }
        }
        return new ArrayList<>(sent);
    }

    private void sendInOrder(List<WaitingEvent> lane, Instant end, ConcurrentLinkedQueue<Long> sent) {
        for (var event : lane) {
            if (clock.instant().isAfter(end)) {
                return;
            }
            try {
                transport.send(event.stream(), event.subject(), event.cloudEvent(json, source));
            } catch (RuntimeException away) {
                say("the stream " + event.stream() + " takes no events now, they are kept: " + away.getMessage());
                return;
            }
            sent.add(event.row());
        }
    }

    private synchronized void say(String reason) {
        if (!reason.equals(said)) {
            said = reason;
            log.warn(reason);
        }
    }
}
