package io.machinenativeops.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The Java half of {@code ./mno bench}; the shell half has started the stack. */
public final class Main {

    private static final int MISUSED = 2;
    private static final Set<String> NAMES = Set.of(
            "rate",
            "duration",
            "warmup",
            "batch",
            "connections",
            "through",
            "p99",
            "events",
            "days",
            "repeat",
            "stack",
            "url",
            "tenants",
            "members",
            "active",
            "only");
    private static final Set<String> FLAGS = Set.of("find-max", "profile", "keep");

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    /** Returns the exit code: 0 done, 2 called wrongly. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        try {
            var command = arguments.isEmpty() ? "" : arguments.getFirst();
            var options = Options.of(arguments.stream().skip(1).toList(), NAMES, FLAGS);
            if (!List.of("ingest", "otlp", "query", "storage", "auth").contains(command)) {
                throw new IllegalArgumentException(
                        "'%s' cannot be measured: one of ingest, otlp, query, storage, auth is expected"
                                .formatted(command));
            }
            var folder = Path.of(environment.getOrDefault("MNO_ROOT", "."), "deploy", "bench", "target");
            if (options.has("url")) {
                peer(options, new Report(out), folder);
                return 0;
            }
            var home = Path.of(environment.getOrDefault("MNO_HOME", ".mno"));
            var status = environment.getOrDefault("MNO_STATUS", "[]");
            if (command.equals("auth")) {
                auth(options, AuthTarget.of(home, status, environment), new Report(out), folder);
                return 0;
            }
            var target = Target.of(home, status, environment);
            measure(command, options, target, new Report(out), folder);
            return 0;
        } catch (IOException broken) {
            throw new UncheckedIOException("the stack does not answer", broken);
        } catch (IllegalArgumentException misuse) {
            err.println("mno: " + misuse.getMessage());
            return MISUSED;
        }
    }

    /** Spans to a tracing store of somebody else, which counts what it stored itself (deploy/bench/peers). */
    private static void peer(Options options, Report report, Path folder) throws InterruptedException {
        var now = Instant.now();
        report.value("command", "peer");
        report.value("url", options.text("url", ""));
        report.machine(Machine.here(Path.of("/proc")));
        report.title("Spans");
        var plan = plan(options, "spans", 100);
        var bodies = SpanBodies.of(plan.batch(), "peer", "");
        report.measured(WriteBench.load(plan, options.text("url", ""), null, bodies, report), plan.unit());
        report.keep(folder.resolve("results"), "peer", now);
    }

    private static void auth(Options options, AuthTarget target, Report report, Path folder)
            throws InterruptedException, IOException {
        var plan = authPlan(options);
        var recorded = services(target.processes(), List.of(AuthTarget.TEAM_RBAC, "gateway"));
        measured(
                "auth",
                options,
                target.redisPort(),
                recorded,
                report,
                folder,
                _ -> new AuthBench(target, report).run(plan));
    }

    static AuthBench.Plan authPlan(Options options) {
        var tenants = new Tenants(
                Math.toIntExact(options.count("tenants", 10_000)),
                Math.toIntExact(options.count("members", 1_000)),
                AuthBench.KEYS);
        var active = options.text("active", "");
        return new AuthBench.Plan(
                tenants,
                List.of(options.text("only", String.join(",", AuthBench.PARTS)).split(",", -1)),
                options.count("rate", 0),
                options.time("warmup", Duration.ofSeconds(10)),
                options.time("duration", Duration.ofSeconds(20)),
                Math.toIntExact(options.count("connections", 16)),
                active.isEmpty()
                        ? Stream.of(100, 1_000, tenants.count())
                                .filter(each -> each <= tenants.count())
                                .distinct()
                                .toList()
                        : Options.counts("active", active));
    }

    private static void measure(String command, Options options, Target target, Report report, Path folder)
            throws InterruptedException, IOException {
        var recorded = services(target.processes(), List.of(Target.TOKEN_TRACKING, "gateway"));
        measured(command, options, target.redisPort(), recorded, report, folder, now -> {
            switch (command) {
                case "ingest" -> new WriteBench(target, report).run(plan(options, "events", 200));
                case "otlp" -> new WriteBench(target, report).run(plan(options, "spans", 100));
                case "query" ->
                    new QueryBench(target, report)
                            .run(
                                    new QueryBench.Plan(
                                            events(options, 10_000_000),
                                            days(options),
                                            Math.toIntExact(options.count("repeat", 20))),
                                    now);
                default -> new StorageBench(target, report).run(events(options, 1_000_000), days(options), now);
            }
        });
    }

    private interface Work {

        void run(Instant now) throws InterruptedException, IOException;
    }

    /**
     * Tells what is measured on, measures, and keeps what came out.
     *
     * @param recorded process ids by name, of which a profile is taken if that is asked for
     */
    private static void measured(
            String command,
            Options options,
            int redisPort,
            Map<String, Long> recorded,
            Report report,
            Path folder,
            Work work)
            throws InterruptedException, IOException {
        var now = Instant.now();
        report.value("command", command);
        report.value("at", now.toString());
        report.machine(Machine.here(Path.of("/proc")));
        report.value("redisFsync", RedisPolicy.of(redisPort));
        var profile = options.has("profile") ? new Profile(folder.resolve("profiles"), recorded) : null;
        if (profile != null) {
            profile.start();
        }
        work.run(now);
        if (profile != null) {
            profile.tell(report);
        }
        report.keep(folder.resolve("results"), command, now);
    }

    /** Data is loaded into a stack of our own; into the running one only when asked for. */
    private static long events(Options options, long usual) {
        return options.count("events", options.text("stack", "own").equals("own") ? usual : 0);
    }

    private static int days(Options options) {
        return Math.toIntExact(options.count("days", 30));
    }

    static WriteBench.Plan plan(Options options, String unit, int usualBatch) {
        var batch = Math.toIntExact(options.count("batch", usualBatch));
        var single = batch == 1;
        return new WriteBench.Plan(
                unit,
                batch,
                options.count("rate", single ? 500 : 5_000),
                options.time("warmup", Duration.ofSeconds(15)),
                options.time("duration", Duration.ofSeconds(options.has("find-max") ? 20 : 60)),
                Math.toIntExact(options.count("connections", single ? 64 : 16)),
                options.choice("through", List.of("service", "gateway")).equals("gateway"),
                options.has("find-max"),
                options.time("p99", single ? Duration.ofMillis(20) : Duration.ofSeconds(1)));
    }

    private static Map<String, Long> services(Map<String, Long> processes, List<String> names) {
        var services = new LinkedHashMap<String, Long>();
        for (var name : names) {
            var pid = processes.get(name);
            if (pid != null) {
                services.put(name, pid);
            }
        }
        return services;
    }
}
