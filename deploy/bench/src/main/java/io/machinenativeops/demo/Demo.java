package io.machinenativeops.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Plays days up to now, says what there is to see, and goes on as time does. */
final class Demo {

    private static final int BATCH = 200;

    private final Delivery delivery;
    private final long seed;
    private final Clock clock;
    private final PrintStream out;

    Demo(Delivery delivery, long seed, Clock clock, PrintStream out) {
        this.delivery = delivery;
        this.seed = seed;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Sends all that happened since so many days before today.
     *
     * @return the moment up to which all is sent
     */
    Instant past(int days) throws InterruptedException {
        var now = clock.instant();
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        for (var date = today.minusDays(days); !date.isAfter(today); date = date.plusDays(1)) {
            var calls = Day.of(seed, date).stream()
                    .filter(call -> !call.occurredAt().isAfter(now))
                    .map(Played::json)
                    .toList();
            for (int from = 0; from < calls.size(); from += BATCH) {
                delivery.send(calls.subList(from, Math.min(calls.size(), from + BATCH)));
            }
            out.printf(
                    "  %s %-9s %,6d calls%s%n",
                    date,
                    date.getDayOfWeek().toString().toLowerCase(Locale.ROOT),
                    calls.size(),
                    date.equals(Day.spike(seed, date)) ? "  (" + Agent.SPIKES + " goes wild in the afternoon)" : "");
            out.flush();
        }
        return now;
    }

    /**
     * Goes on until it is interrupted. At speed 1 the day is played as planned, under the ids it always has. Faster, the same
     * sessions come in shorter time: each call then counts as of the moment it is sent, under an id of its own.
     */
    void live(Instant from, double speed) throws InterruptedException {
        var begun = clock.instant();
        var date = LocalDate.ofInstant(from, ZoneOffset.UTC);
        var played = from;
        while (true) {
            for (var call : Day.of(seed, date)) {
                if (call.occurredAt().isAfter(played)) {
                    await(begun.plusMillis(
                            (long) (Duration.between(from, call.occurredAt()).toMillis() / speed)));
                    delivery.send(List.of(
                            speed == 1
                                    ? call.json()
                                    : call.json(call.eventId() + "@" + begun.getEpochSecond(), clock.instant())));
                    out.printf(
                            "  %s  %-12s %-24s %,7d in %,5d out %s%n",
                            clock.instant().toString().substring(11, 19),
                            call.agent().name(),
                            call.agent().model(),
                            call.usage().input(),
                            call.usage().output(),
                            call.errorType());
                    out.flush();
                }
            }
            date = date.plusDays(1);
        }
    }

    private void await(Instant due) throws InterruptedException {
        var rest = Duration.between(clock.instant(), due).toMillis();
        if (rest > 0) {
            TimeUnit.MILLISECONDS.sleep(rest);
        }
    }
}
