package io.machinenativeops.bench;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** {@code ./mno bench ingest} and {@code otlp}: usage goes in at a rate, and is counted where it is stored. */
final class WriteBench {

    private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration NOTHING_MOVES = Duration.ofSeconds(30);

    private final Target target;
    private final Report report;

    /**
     * @param unit what a rate counts: events or spans
     * @param rate of units a second; where {@code findMax}, the first one tried
     * @param warmup sent before anything counts
     * @param worstP99 what is still called sustained
     */
    record Plan(
            String unit,
            int batch,
            double rate,
            Duration warmup,
            Duration duration,
            int connections,
            boolean throughGateway,
            boolean findMax,
            Duration worstP99) {}

    WriteBench(Target target, Report report) {
        this.target = target;
        this.report = report;
    }

    void run(Plan plan) throws InterruptedException {
        try (var sql = new Sql(target.clickHouseUrl())) {
            var stored = new Stored(sql);
            if (plan.findMax()) {
                findMax(plan, stored);
            } else {
                once(plan, stored, sql);
            }
            report.title("Data");
            report.value("tables", stored.size());
        }
    }

    private void once(Plan plan, Stored stored, Sql sql) throws InterruptedException {
        var run = newRun();
        var cpu = CpuTime.from(target.processes());
        report.title("%,d %s a second, %d a request, for %s after %s, through the %s"
                .formatted(
                        Math.round(plan.rate()),
                        plan.unit(),
                        plan.batch(),
                        plan.duration(),
                        plan.warmup(),
                        plan.throughGateway() ? "gateway" : "service's port"));
        try (var probing = new Http(target.authorizationAt(base(plan)), ANSWER);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var visibility =
                    new Visibility(probing, base(plan) + "/api/v1/usage-events", sql, target.organization(), run);
            var probes = threads.submit(visibility);
            var measured = load(plan, run);
            probes.cancel(true);
            threads.shutdown();
            threads.awaitTermination(2, TimeUnit.MINUTES);
            var expected = storedOf(measured, plan) + visibility.acknowledged();
            var drained = stored.drained(run, expected, NOTHING_MOVES);
            report.measured(measured, plan.unit());
            report.title("Accepted and queryable");
            report.value("acceptedCalls", expected);
            report.value("storedCalls", stored.of(run));
            report.value("drain", drained);
            var millis = visibility.millis();
            report.value("probes", millis.getTotalCount());
            var visible = new LinkedHashMap<String, Long>();
            visible.put("p50", millis.getValueAtPercentile(50));
            visible.put("p99", millis.getValueAtPercentile(99));
            visible.put("max", millis.getMaxValue());
            report.value("ackToSqlMillis", visible);
            report.title("CPU seconds, warm-up and drain included");
            report.value("cpuSeconds", cpu.seconds());
        }
    }

    private void findMax(Plan plan, Stored stored) throws InterruptedException {
        report.title("The highest rate of %s that holds: p99 within %d ms, no failures, nothing left behind"
                .formatted(plan.unit(), plan.worstP99().toMillis()));
        var search = new RateSearch(plan.rate());
        var steps = new LinkedHashMap<String, Object>();
        boolean more = true;
        while (more) {
            var rate = search.trying();
            var step = new Plan(
                    plan.unit(),
                    plan.batch(),
                    rate,
                    plan.warmup(),
                    plan.duration(),
                    plan.connections(),
                    plan.throughGateway(),
                    false,
                    plan.worstP99());
            var run = newRun();
            var measured = load(step, run);
            var drained = stored.drained(run, storedOf(measured, plan), NOTHING_MOVES);
            var holds = holds(measured, plan, drained);
            steps.put("%,d".formatted(Math.round(rate)), outcome(measured, drained, holds));
            report.say("%,9d a second: %s (p99 %.1f ms, %,d taken a second, %d failed, %d unsent, drained in %.1f s)"
                    .formatted(
                            Math.round(rate),
                            holds ? "holds" : "breaks",
                            measured.millis(99),
                            Math.round(measured.takenPerSecond()),
                            measured.failures(),
                            measured.unsent(),
                            drained.toMillis() / 1000.0));
            more = search.goesOn(holds);
        }
        report.value("steps", steps);
        report.value("best", Math.round(search.best().orElse(0)));
    }

    /** What is stored must keep up too: a backlog that takes longer than a tenth of the run means it did not. */
    private static boolean holds(Measured measured, Plan plan, Duration drained) {
        return measured.millis(99) <= plan.worstP99().toMillis()
                && measured.failures() == 0
                && measured.unsent() == 0
                && drained.compareTo(Duration.ofSeconds(2).plus(plan.duration().dividedBy(10))) <= 0;
    }

    private static Map<String, Object> outcome(Measured measured, Duration drained, boolean holds) {
        var outcome = new LinkedHashMap<String, Object>();
        outcome.put("holds", holds);
        outcome.put("takenPerSecond", Math.round(measured.takenPerSecond()));
        outcome.put("latencyMillis", Report.latencies(measured));
        outcome.put("drainMillis", drained.toMillis());
        return outcome;
    }

    private Measured load(Plan plan, String run) throws InterruptedException {
        var bodies = plan.unit().equals("spans")
                ? SpanBodies.of(plan.batch(), run, "/otlp/v1/traces")
                : EventBodies.of(plan.batch(), run);
        return load(plan, base(plan) + bodies.path(), target.authorizationAt(base(plan)), bodies, report);
    }

    /** Sends bodies to whoever takes them; {@code authorization} is null for who asks for none. */
    static Measured load(Plan plan, String url, @Nullable String authorization, Bodies bodies, Report report)
            throws InterruptedException {
        var salt = ThreadLocalRandom.current().nextLong();
        var open = new ArrayList<Http>();
        Supplier<Sender> senders = () -> {
            var http = Http.ofLane(authorization, ANSWER);
            open.add(http);
            return arrival -> {
                var reply = http.post(url, bodies.contentType(), bodies.body(arrival, salt, Clock.systemUTC()));
                return new Sender.Answer(reply.status(), taken(reply, bodies));
            };
        };
        var schedule = new Schedule(plan.rate() / plan.batch(), plan.warmup(), plan.duration());
        try {
            return new OpenLoop(schedule, report::say).run(plan.connections(), senders);
        } finally {
            open.forEach(Http::close);
        }
    }

    private String base(Plan plan) {
        return plan.throughGateway() ? target.gatewayUrl() : target.serviceUrl();
    }

    /** Spans are taken with an empty answer, events with their number. */
    static long taken(Http.Reply reply, Bodies bodies) {
        if (reply.status() == 200) {
            return bodies.items();
        }
        var accepted = ACCEPTED.matcher(reply.body());
        return reply.status() == 202 && accepted.find() ? Long.parseLong(accepted.group(1)) : 0;
    }

    private static long storedOf(Measured measured, Plan plan) {
        if (!plan.unit().equals("spans")) {
            return measured.takenInAll();
        }
        return measured.takenInAll() / plan.batch() * SpanBodies.callsIn(plan.batch());
    }

    private static String newRun() {
        return "bench-" + Long.toString(System.currentTimeMillis(), 36);
    }
}
