package io.machinenativeops.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * What all agents do on one day (UTC). It follows from the seed and the date alone, so that a day is the same however often,
 * and as part of whichever month, it is played.
 */
final class Day {

    /** Share of a working day's sessions that begin in each hour. */
    private static final int[] RHYTHM = {
        1, 1, 1, 1, 1, 2, 4, 8, 14, 20, 22, 20, 13, 17, 22, 21, 18, 13, 8, 5, 4, 3, 2, 1
    };

    private static final int SPIKE_FACTOR = 9;
    private static final int SPIKE_FROM = 13;
    private static final int SPIKE_HOURS = 3;

    private static final double LOOPS = 0.015;
    private static final double FAILS = 0.035;
    private static final List<String> TOOLS =
            List.of("search_code", "run_tests", "read_file", "query_logs", "fetch_page");
    private static final List<String> ERRORS = List.of("rate_limit_exceeded", "timeout", "overloaded");

    private final long seed;
    private final LocalDate date;
    private final List<Played> calls = new ArrayList<>();

    private Day(long seed, LocalDate date) {
        this.seed = seed;
        this.date = date;
    }

    /** The calls of a day, in the order in which they occur. */
    static List<Played> of(long seed, LocalDate date) {
        var day = new Day(seed, date);
        for (int agent = 0; agent < Agent.ALL.size(); agent++) {
            day.play(Agent.ALL.get(agent), new Random(mixed(seed, date.toEpochDay() * Agent.ALL.size() + agent)));
        }
        day.calls.sort(Comparator.comparing(Played::occurredAt).thenComparing(Played::eventId));
        return List.copyOf(day.calls);
    }

    /** The day of this month on which one agent's traffic jumps: a working day in the middle. */
    static LocalDate spike(long seed, LocalDate date) {
        var month = date.withDayOfMonth(1);
        var day = month.plusDays(7 + Math.floorMod(mixed(seed, month.toEpochDay()), 14));
        return switch (day.getDayOfWeek()) {
            case SATURDAY -> day.minusDays(1);
            case SUNDAY -> day.plusDays(1);
            default -> day;
        };
    }

    private void play(Agent agent, Random random) {
        long sessions = Math.round(agent.sessions() * weekday() * (0.85 + 0.3 * random.nextDouble()));
        for (int session = 0; session < sessions; session++) {
            play(agent, session, random, at(random));
        }
        if (agent.name().equals(Agent.SPIKES) && date.equals(spike(seed, date))) {
            for (int session = 0; session < agent.sessions() * SPIKE_FACTOR; session++) {
                var begins = begin().plusSeconds(
                                Duration.ofHours(SPIKE_FROM).toSeconds() + random.nextInt(SPIKE_HOURS * 3_600));
                play(agent, (int) sessions + session, random, begins);
            }
        }
    }

    private double weekday() {
        return switch (date.getDayOfWeek()) {
            case SATURDAY -> 0.25;
            case SUNDAY -> 0.2;
            case FRIDAY -> 0.85;
            default -> 1;
        };
    }

    private Instant begin() {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private Instant at(Random random) {
        boolean weekend = date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
        int sum = 0;
        for (var share : RHYTHM) {
            sum += share;
        }
        int hour = 0;
        for (int place = random.nextInt(sum); place >= RHYTHM[hour]; hour++) {
            place -= RHYTHM[hour];
        }
        // At weekends it is timers that work, at any hour.
        int begins = weekend ? random.nextInt(24) : hour;
        return begin().plusMillis(begins * 3_600_000L + random.nextInt(3_600_000));
    }

    /** A session: each turn sends all that was said before, most of it from the provider's cache. */
    private void play(Agent agent, int session, Random random, Instant begins) {
        var name = "%s-%s-%d".formatted(date, agent.name(), session);
        var trace = hex(random, 16);
        var user = "dev-" + (1 + random.nextInt(24));
        var environment = random.nextInt(10) == 0 ? "staging" : "production";
        boolean loops = !agent.embeds() && random.nextDouble() < LOOPS;
        var tool = random.nextInt(3) == 0 || loops ? TOOLS.get(random.nextInt(TOOLS.size())) : "";
        int turns = loops ? 25 + random.nextInt(40) : Math.max(1, agent.turns() - 2 + random.nextInt(5));
        int said = 0;
        int grows = agent.prompt();
        var time = begins;
        for (int turn = 0; turn < turns; turn++) {
            int output = agent.embeds() ? 0 : loops ? 40 + random.nextInt(60) : 60 + random.nextInt(900);
            var usage = usage(agent, said, grows + random.nextInt(600), output);
            int latency = agent.embeds() ? 60 + random.nextInt(200) : 350 + output * 14 + random.nextInt(900);
            if (random.nextDouble() < FAILS) {
                var nothing = new Usage(usage.input(), 0, 0, 0, 0);
                time = add(
                        agent,
                        name,
                        trace,
                        user,
                        environment,
                        tool,
                        ERRORS.get(random.nextInt(ERRORS.size())),
                        time,
                        200 + random.nextInt(30_000),
                        nothing,
                        random);
                time = time.plusMillis(500L << random.nextInt(4));
            }
            time = add(agent, name, trace, user, environment, tool, "", time, latency, usage, random);
            time = time.plusMillis(loops ? 300 : 1_500 + random.nextInt(20_000));
            said = agent.embeds() ? 0 : usage.input() + output;
            grows = agent.embeds() ? agent.prompt() : 150;
        }
    }

    private static Usage usage(Agent agent, int said, int grows, int output) {
        int reasoning = agent.model().startsWith("gpt-5") || agent.model().equals("gemini-2.5-pro") ? output / 2 : 0;
        if (agent.provider().equals("anthropic")) {
            return new Usage(12, said, grows, output, 0);
        }
        int cached = agent.caches() && said >= 1_024 ? said - said % 128 : 0;
        return new Usage(said + grows - cached, cached, 0, output, reasoning);
    }

    private Instant add(
            Agent agent,
            String session,
            String trace,
            String user,
            String environment,
            String tool,
            String error,
            Instant time,
            int latency,
            Usage usage,
            Random random) {
        var id = "demo-%d-%s-%d".formatted(seed, session, calls.size());
        var span = hex(random, 8);
        var next = time.plusMillis(latency);
        // What would run past midnight is left out: a day is complete without the next.
        if (next.isBefore(begin().plus(Duration.ofDays(1)))) {
            calls.add(
                    new Played(agent, id, time, environment, session, trace, span, user, tool, error, latency, usage));
        }
        return next;
    }

    private static String hex(Random random, int bytes) {
        var value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    private static long mixed(long one, long other) {
        long mixed = one * 0x9e37_79b9_7f4a_7c15L + other * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 31)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 29);
    }
}
