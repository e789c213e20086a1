package io.machinenativeops.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Runs of faults, one after the other, against a stack of its own: {@code ./mno soak}. */
final class Soak {

    private static final Set<String> OPTIONS = Set.of("--runs", "--seed", "--scenario", "--rate", "--minutes");
    private static final int DEFAULT_RATE = 2_000;

    private Soak() {}

    /** What all runs together showed. */
    record Summary(Instant startedAt, String machine, int rate, int runs, int failed, List<FaultRun.Report> reports) {}

    /**
     * Runs them, a line each; the exit code is 1 when a run found a difference.
     *
     * @param arguments as {@code ./mno help} lists them
     */
    public static void main(String[] arguments) throws Exception {
        var options = options(arguments);
        var runs = Integer.parseInt(options.getOrDefault("--runs", "5"));
        var seed = Long.parseLong(options.getOrDefault("--seed", "1"));
        var rate = Integer.parseInt(options.getOrDefault("--rate", Integer.toString(DEFAULT_RATE)));
        var longest = Duration.ofSeconds((long) (60 * Double.parseDouble(options.getOrDefault("--minutes", "1"))));
        var stack = new Stack("soak", Integer.getInteger("mno.e2e.port-base", 19_080));
        var started = Instant.now();
        var reports = new ArrayList<FaultRun.Report>();
        var faults = FaultStack.kept(stack).orElse(null);
        if (faults == null) {
            faults = FaultStack.startFresh(stack);
        }
        try {
            say(faults, rate);
            for (var run = 0; run < runs; run++) {
                var report = run(faults, seed + run, rate, longest, options.get("--scenario"));
                reports.add(report);
                System.out.println(report.line());
                write(started, rate, reports);
            }
        } finally {
            if (!options.containsKey("--keep")) {
                stack.down();
            }
        }
        var failed = reports.stream().filter(report -> !report.passed()).count();
        System.out.printf("%d of %d runs found no difference%n", reports.size() - failed, reports.size());
        System.exit(failed == 0 ? 0 : 1);
    }

    private static FaultRun.Report run(
            FaultStack faults, long seed, int rate, Duration longest, @Nullable String scenario) throws Exception {
        return OverloadRun.SCENARIO.equals(scenario)
                ? new OverloadRun(faults, seed, longest).run()
                : new FaultRun(faults, seed, rate, longest).run(planned(faults, seed, scenario));
    }

    private static List<Fault> planned(FaultStack faults, long seed, @Nullable String scenario) {
        if (scenario != null) {
            return List.of(Fault.labelled(scenario));
        }
        var possible = Arrays.stream(Fault.values())
                .filter(fault -> fault.isPossible(faults))
                .toList();
        var random = new Random(seed * 31);
        return random.ints(random.nextInt(1, 3), 0, possible.size())
                .mapToObj(possible::get)
                .toList();
    }

    private static void say(FaultStack faults, int rate) {
        System.out.printf(
                "Stack at %s, %,d events a second; disk of its own: %s%n",
                faults.stack().gatewayUrl(),
                rate,
                faults.hasOwnDisk() ? "yes" : "no (no user namespaces here), so it is never full");
    }

    private static void write(Instant started, int rate, List<FaultRun.Report> reports) throws IOException {
        var failed = (int) reports.stream().filter(report -> !report.passed()).count();
        var machine = "%d processors, %s".formatted(Runtime.getRuntime().availableProcessors(), load());
        var file = Path.of("target", "soak-" + started.toString().replace(":", "") + ".json");
        Files.writeString(
                file,
                Stack.JSON
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(new Summary(started, machine, rate, reports.size(), failed, reports)));
    }

    private static String load() throws IOException {
        var file = Path.of("/proc/loadavg");
        return Files.exists(file) ? "load " + Files.readString(file).split(" ", 2)[0] : "load unknown";
    }

    private static Map<String, String> options(String[] arguments) {
        var options = new HashMap<String, String>();
        for (var at = 0; at < arguments.length; at += 2) {
            if (arguments[at].equals("--keep")) {
                options.put(arguments[at--], "");
                continue;
            }
            if (!OPTIONS.contains(arguments[at]) || at + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        "'" + arguments[at] + "': expected one of " + OPTIONS + ", each with a value");
            }
            options.put(arguments[at], arguments[at + 1]);
        }
        return options;
    }
}
