package io.machinenativeops.demo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.bench.Http;
import io.machinenativeops.bench.Options;
import io.machinenativeops.bench.Target;

/** The Java half of {@code ./mno demo}. */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final int MOST_DAYS = 89;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    /** Returns the exit code: 0 done, 1 the stack refused, 2 called wrongly. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        try {
            var options = Options.of(arguments, Set.of("seed", "days", "speed"), Set.of("no-live"));
            var days = Math.toIntExact(options.count("days", 30));
            var speed = options.count("speed", 1);
            if (days < 1 || days > MOST_DAYS || speed < 1) {
                throw new IllegalArgumentException(
                        "--days is %d and --speed %d: 1 to %d days and a speed from 1 are expected"
                                .formatted(days, speed, MOST_DAYS));
            }
            var home = Path.of(environment.getOrDefault("MNO_HOME", ".mno"));
            var target = Target.of(home, environment.getOrDefault("MNO_STATUS", "[]"), environment);
            play(options, days, speed, target, home, out);
            return 0;
        } catch (IllegalArgumentException misuse) {
            err.println("mno: " + misuse.getMessage());
            return MISUSED;
        } catch (IllegalStateException refused) {
            err.println("mno: " + refused.getMessage());
            return FAILED;
        }
    }

    private static void play(Options options, int days, long speed, Target target, Path home, PrintStream out)
            throws InterruptedException {
        var seed = options.count("seed", 1);
        try (var http = new Http(target.authorization(), Duration.ofSeconds(30))) {
            var delivery = new Delivery(http, target.gatewayUrl());
            var demo = new Demo(delivery, seed, Clock.systemUTC(), out);
            out.printf("%d agents of 5 teams, %d days, seed %d%n%n", Agent.ALL.size(), days, seed);
            var now = demo.past(days);
            out.printf(
                    "%n%,d calls recorded, %,d were there already, %,d rejected.%n",
                    delivery.accepted(), delivery.duplicates(), delivery.rejected());
            out.println(tour(target.gatewayUrl(), home, seed, days, now));
            if (!options.has("no-live")) {
                out.printf("%nGoing on live%s; Ctrl-C ends it.%n", speed == 1 ? "" : ", " + speed + " times as fast");
                demo.live(now, (double) speed);
            }
        }
    }

    private static String tour(String gateway, Path home, long seed, int days, Instant now) {
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var range = "from=%sT00:00:00Z&to=%sT00:00:00Z".formatted(today.minusDays(days), today.plusDays(1));
        var spike = Day.spike(seed, today);
        if (spike.isAfter(today)) {
            spike = Day.spike(seed, today.minusMonths(1));
        }
        return """

                What to look at:

                KEY=$(sed -n 's/.*"apiKey" *: *"\\([^"]*\\)".*/\\1/p' '%1$s')
                ask() { curl -s "%2$s/api/v1/usage/$1" -H "Authorization: Bearer $KEY"; }

                ask 'summary?groupBy=tag:team&%3$s'             # what each team spent
                ask 'summary?groupBy=agent,model&%3$s'          # which agent, on which model
                ask 'timeseries?interval=day&groupBy=tag:team&%3$s'
                ask 'timeseries?interval=hour&agent=%4$s&from=%5$sT00:00:00Z&to=%6$sT00:00:00Z'   # the spike
                ask 'summary?groupBy=session&agent=pull-request-reviewer&%3$s'   # a session of thirty calls and more is a tool loop
                ask 'summary?groupBy=agent&status=error&%3$s'   # what failed and was tried again
                ask 'summary?agent=%7$s&%3$s'                # a model that nobody has a price for: cost null, never 0""".formatted(
                        home.resolve("credentials.json"),
                        gateway,
                        range,
                        Agent.SPIKES,
                        spike,
                        spike.plusDays(1),
                        Agent.UNPRICED);
    }
}
