package io.machinenativeops.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;

/**
 * From the acknowledgement of an event to the first SQL query that sees it. One event at a time is sent beside the load, once
 * a second, and asked for every 25 ms.
 */
final class Visibility implements Runnable {

    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration ASKED_EVERY = Duration.ofMillis(25);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DIGITS = 3;

    private final Http http;
    private final String url;
    private final Sql sql;
    private final String organization;
    private final String run;
    private final Histogram millis = new Histogram(Duration.ofMinutes(5).toMillis(), DIGITS);
    private int acknowledged;

    Visibility(Http http, String url, Sql sql, String organization, String run) {
        this.http = http;
        this.url = url;
        this.sql = sql;
        this.organization = organization;
        this.run = run;
    }

    /** Milliseconds of each probe; to be read when the thread has ended. */
    Histogram millis() {
        return millis;
    }

    /** Events it sent that were taken: they are stored beside those of the load. */
    int acknowledged() {
        return acknowledged;
    }

    @Override
    public void run() {
        for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
            var id = "probe-" + run + "-" + number;
            try {
                if (sent(id)) {
                    acknowledged++;
                    millis.recordValue(waited(id));
                }
            } catch (IOException refused) {
                // An overloaded service says no; the load counts how often.
            }
            LockSupport.parkNanos(APART.toNanos());
        }
    }

    private boolean sent(String id) throws IOException {
        var body = Template.of(EventBodies.probe(id, run)).fill(0, id.hashCode(), Instant.now());
        return http.post(url, "application/json", body).status() == 202;
    }

    private long waited(String id) {
        var start = System.nanoTime();
        var query =
                "SELECT count() FROM mno.usage_events WHERE org_id = '%s' AND occurred_at > now() - 300 AND event_id = '%s'"
                        .formatted(organization, id);
        while (sql.number(query) == 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
            LockSupport.parkNanos(ASKED_EVERY.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
