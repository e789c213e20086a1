package io.machinenativeops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/**
 * Entries for the audit log go into its stream at a rate, are counted where they are chained, and the chains are verified afterwards
 * by the service itself.
 */
final class AuditBench {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String STREAM = "audit.recorded";
    private static final int ORGANISATIONS = 100;
    private static final Duration ASKED_EVERY = Duration.ofMillis(10);
    private static final Duration NOTHING_MOVES = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int A_PART = 100_000;
    private static final int DIGITS = 3;

    private final AuthTarget target;
    private final Keys keys;
    private final Report report;
    private final int organisations;

    AuditBench(AuthTarget target, Tenants tenants, Keys keys, Report report) {
        this.target = target;
        this.keys = keys;
        this.report = report;
        this.organisations = Math.min(ORGANISATIONS, tenants.count());
    }

    void run(Schedule schedule, int connections) throws InterruptedException {
        report.title("Audit log: %,d entries a second for %s after %s, of %,d organisations, through the stream"
                .formatted(Math.round(schedule.perSecond()), schedule.duration(), schedule.warmup(), organisations));
        var cpu = CpuTime.from(target.processes());
        try (var postgres = target.postgres();
                var asking = target.postgres();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var before = chained(postgres);
            var waits = new Histogram(DIGITS);
            var probed = new AtomicLong();
            var probe = threads.submit(() -> probe(asking, waits, probed));
            var begun = System.nanoTime();
            Measured measured;
            try {
                measured = send(schedule, connections);
            } finally {
                // The executor's end waits for it, also when the sending failed.
                probe.cancel(true);
            }
            threads.shutdown();
            threads.awaitTermination(2, TimeUnit.MINUTES);
            var acknowledged = measured.takenInAll() + probed.get();
            var drain = drained(postgres, before + acknowledged);
            var took = (System.nanoTime() - begun) / 1e9;
            var now = chained(postgres) - before;
            var seen = new LinkedHashMap<String, Object>();
            seen.put("acknowledgedPerSecond", Math.round(measured.takenPerSecond()));
            seen.put("chainedPerSecond", Math.round(now / took));
            seen.put("acknowledged", acknowledged);
            seen.put("chained", now);
            seen.put("drainMillis", drain.toMillis());
            seen.put("appendMillis", Report.latencies(measured));
            seen.put("unsent", measured.unsent());
            seen.put("failed", measured.failures());
            seen.put("acknowledgedToChainedMillis", millis(waits));
            report.value("audit", seen);
            report.value("verified", verify());
        }
        report.value("cpuSeconds of audit", cpu.seconds());
    }

    private Measured send(Schedule schedule, int connections) throws InterruptedException {
        var open = new ArrayList<RedisStream>();
        try {
            return new OpenLoop(schedule, report::say).run(connections, () -> {
                try {
                    var stream = new RedisStream(target.redisPort(), STREAM);
                    open.add(stream);
                    return arrival -> {
                        stream.append(event(UUID.randomUUID(), (int) (arrival % organisations)));
                        return new Sender.Answer(200, 1);
                    };
                } catch (IOException away) {
                    throw new UncheckedIOException("Redis does not answer", away);
                }
            });
        } finally {
            open.forEach(RedisStream::close);
        }
    }

    /** One entry a second, asked for in PostgreSQL until it is there. */
    private void probe(Postgres postgres, Histogram waits, AtomicLong sent) {
        try (var stream = new RedisStream(target.redisPort(), STREAM)) {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                var id = UUID.randomUUID();
                var tenant = number % organisations;
                stream.append(event(id, tenant));
                sent.incrementAndGet();
                var start = System.nanoTime();
                while (postgres.number(
                                        "SELECT count(*) FROM audit_entry WHERE org_id = ? AND id = ?",
                                        Tenants.organization(tenant).toString(),
                                        id)
                                == 0
                        && System.nanoTime() - start < NOTHING_MOVES.toNanos()) {
                    LockSupport.parkNanos(ASKED_EVERY.toNanos());
                }
                waits.recordValue((System.nanoTime() - start) / 1000);
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        } catch (IOException away) {
            report.say("no more entries were asked for one by one: " + away.getMessage());
        }
    }

    private static byte[] event(UUID id, int tenant) {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var org = Tenants.organization(tenant);
        return """
                {"specversion":"1.0","id":"%1$s","source":"/bench","type":"audit.recorded.v1","time":"%2$s","subject":"%3$s",\
                "datacontenttype":"application/json","data":{"id":"%1$s","organizationId":"%3$s",\
                "action":"price-override.changed","occurredAt":"%2$s",\
                "actor":{"type":"user","id":"%4$s","keyId":"%5$s"},\
                "targets":[{"type":"price-override","id":"%1$s","name":"bench"}],\
                "context":{"sourceAddress":"203.0.113.7","userAgent":"bench"},\
                "metadata":{"provider":"openai","revision":7}}}""".formatted(id, now, org, Tenants.id(tenant, Tenants.Kind.USER, 0), Tenants.keyId(tenant, 0))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static long chained(Postgres postgres) {
        return postgres.number("SELECT coalesce(sum(sequence), 0) FROM audit_head");
    }

    private static Duration drained(Postgres postgres, long expected) {
        var start = System.nanoTime();
        var moved = start;
        var seen = chained(postgres);
        while (seen < expected && System.nanoTime() - moved < NOTHING_MOVES.toNanos()) {
            LockSupport.parkNanos(ASKED_EVERY.toNanos());
            var now = chained(postgres);
            if (now > seen) {
                moved = System.nanoTime();
            }
            seen = now;
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Has the chain of each organisation verified by {@code GET /api/v1/audit-events/verify}. */
    private Map<String, Object> verify() {
        long verified = 0;
        long faults = 0;
        var start = System.nanoTime();
        var askers = new Askers(new TokenEndpoint(target), keys);
        try (var http = new Http(null, ANSWER)) {
            for (int tenant = 0; tenant < organisations; tenant++) {
                String after = "";
                while (after != null) {
                    var reply = http.get(
                            target.rbacUrl() + "/api/v1/audit-events/verify?limit=" + A_PART
                                    + (after.isEmpty() ? "" : "&after=" + after),
                            askers.of(tenant, http));
                    if (reply.status() != 200) {
                        throw new IllegalStateException(
                                "a chain could not be verified: %d %s".formatted(reply.status(), reply.body()));
                    }
                    var result = JSON.readTree(reply.body());
                    verified += result.path("verified").asLong(0);
                    faults += result.path("faultCount").asLong(0);
                    after = result.path("complete").asBoolean(true)
                            ? null
                            : result.path("next").asString(null);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("a chain could not be verified", broken);
        }
        var seen = new LinkedHashMap<String, Object>();
        seen.put("entries", verified);
        seen.put("faults", faults);
        seen.put("perSecond", Math.round(verified / ((System.nanoTime() - start) / 1e9)));
        return seen;
    }

    private static Map<String, Object> millis(Histogram micros) {
        var seen = new LinkedHashMap<String, Object>();
        seen.put("probes", micros.getTotalCount());
        seen.put("p50", micros.getTotalCount() == 0 ? 0.0 : micros.getValueAtPercentile(50) / 1000.0);
        seen.put("p99", micros.getTotalCount() == 0 ? 0.0 : micros.getValueAtPercentile(99) / 1000.0);
        seen.put("max", micros.getMaxValue() / 1000.0);
        return seen;
    }
}
