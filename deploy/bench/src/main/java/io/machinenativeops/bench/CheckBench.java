package io.machinenativeops.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * {@code POST /permissions/check} at the service's port, by the number of organisations that are asked about. An organisation is first
 * asked about when its key is exchanged: the service reads its rows then.
 */
final class CheckBench {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s*(\\d+) kB$");
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(3);
    private static final int AT_ONCE = 8;
    private static final int FIRST_AT_ONCE = 2;
    private static final int DIGITS = 3;

    private final AuthTarget target;
    private final Tenants tenants;
    private final Askers askers;
    private final Report report;

    CheckBench(AuthTarget target, Tenants tenants, Keys keys, Report report) {
        this.target = target;
        this.tenants = tenants;
        this.askers = new Askers(new TokenEndpoint(target), keys);
        this.report = report;
    }

    /** @param active how many organisations are asked about, one number after the other */
    void run(Schedule schedule, Lanes lanes, List<Integer> active) throws InterruptedException {
        report.title("Permission checks: up to %,d a second for %s after %s, at the service's port"
                .formatted(Math.round(schedule.perSecond()), schedule.duration(), schedule.warmup()));
        var cpu = CpuTime.from(target.processes());
        var seen = new LinkedHashMap<String, Object>();
        int known = 0;
        for (int count : active) {
            var step = new LinkedHashMap<String, Object>();
            if (count > known) {
                step.put("first", first(known, count));
                known = count;
            }
            var held = throughput(count, schedule.duration());
            step.put("closedLoopPerSecond", held);
            // Where most checks have to read first, so many at a time would only tell how long the queue gets.
            var rate = Math.max(1, Math.min(schedule.perSecond(), held / 2.0));
            var fitting = new Schedule(rate, schedule.warmup(), schedule.duration());
            var measured = lanes.run(fitting, 1, http -> arrival -> check(http, count, new Random(arrival)))
                    .getFirst();
            step.putAll(Percentiles.of(measured));
            step.put("allowed", measured.taken());
            step.put("residentMegabytes", residentMegabytes());
            report.say(Percentiles.line("%,d organisations".formatted(count), measured));
            report.say("%,d MB resident, %,d checks a second at most".formatted(residentMegabytes(), held));
            seen.put("%d organisations".formatted(count), step);
        }
        report.value("checks", seen);
        report.value("cpuSeconds of checks", cpu.seconds());
    }

    /** Exchanges the key of each organisation, two at a time. */
    private Map<String, Object> first(int from, int to) throws InterruptedException {
        var micros = new ConcurrentHistogram(DIGITS);
        var next = new AtomicInteger(from);
        var begun = System.nanoTime();
        together(FIRST_AT_ONCE, http -> {
            for (int tenant = next.getAndIncrement(); tenant < to; tenant = next.getAndIncrement()) {
                var start = System.nanoTime();
                askers.of(tenant, http);
                micros.recordValue((System.nanoTime() - start) / 1000);
            }
        });
        var seen = new LinkedHashMap<String, Object>();
        seen.put("organisations", to - from);
        seen.put("seconds", (System.nanoTime() - begun) / 1e9);
        seen.put("p50", millis(micros, 50));
        seen.put("p99", millis(micros, 99));
        report.say("%,d organisations asked about for the first time: p50 %.1f  p99 %.1f ms, %.1f s in all"
                .formatted(to - from, millis(micros, 50), millis(micros, 99), (System.nanoTime() - begun) / 1e9));
        return seen;
    }

    /** Checks a second when each of a few connections sends the next as soon as it has an answer. */
    private long throughput(int active, Duration most) throws InterruptedException {
        var done = new AtomicLong();
        var numbers = new AtomicLong();
        var probed = most.compareTo(LONGEST_PROBE) < 0 ? most : LONGEST_PROBE;
        var end = System.nanoTime() + probed.toNanos();
        together(AT_ONCE, http -> {
            while (System.nanoTime() < end) {
                check(http, active, new Random(-numbers.incrementAndGet()));
                done.incrementAndGet();
            }
        });
        return done.get() * 1_000 / probed.toMillis();
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1000.0;
    }

    private Sender.Answer check(Http http, int active, Random random) throws IOException {
        var tenant = random.nextInt(active);
        var reply = http.post(
                target.rbacUrl() + "/api/v1/permissions/check",
                "application/json",
                tenants.question(tenant, random).getBytes(StandardCharsets.UTF_8),
                askers.of(tenant, http));
        return new Sender.Answer(reply.status(), reply.body().contains("\"allowed\":true") ? 1 : 0);
    }

    /** What a connection does. */
    private interface Work {
        void with(Http http) throws IOException;
    }

    private static void together(int connections, Work work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int each = 0; each < connections; each++) {
                running.add(threads.submit(() -> {
                    try (var http = Http.ofLane(null, ANSWER)) {
                        work.with(http);
                    }
                    return null;
                }));
            }
            for (var each : running) {
                each.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("an organisation could not be asked about", failure.getCause());
        }
    }

    private long residentMegabytes() {
        var pid = target.processes().get(AuthTarget.TEAM_RBAC);
        try {
            var resident = RESIDENT.matcher(Files.readString(Path.of("/proc", String.valueOf(pid), "status")));
            return resident.find() ? Long.parseLong(resident.group(1)) / 1024 : 0;
        } catch (IOException elsewhere) {
            return 0;
        }
    }
}
