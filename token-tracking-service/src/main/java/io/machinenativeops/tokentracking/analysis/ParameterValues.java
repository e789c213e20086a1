package io.machinenativeops.tokentracking.analysis;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.storage.Dimension;
import io.machinenativeops.tokentracking.storage.GroupOrder;
import org.jspecify.annotations.Nullable;

/** Reads single parameters; every refusal names the parameter, its value and what is allowed. */
record ParameterValues(Map<String, List<String>> sent) {

    static final Duration LONGEST_RANGE = Duration.ofDays(400);
    static final int LARGEST_LIMIT = 1000;

    private static final int USUAL_LIMIT = 100;
    private static final int MOST_KEYS = 6;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    @Nullable
    String single(UsageParameter parameter) {
        var values = sent.getOrDefault(parameter.key(), List.of());
        if (values.size() > 1) {
            throw ProblemException.invalid(parameter.key(), "sent " + values.size() + " times; expected once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    Instant instant(UsageParameter parameter, Instant otherwise) {
        var text = single(parameter);
        if (text == null) {
            return otherwise;
        }
        final Instant instant;
        try {
            instant = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException unreadable) {
            throw ProblemException.invalid(
                    parameter.key(),
                    "'" + text + "' is no instant; expected one such as 2026-11-22T10:00:00Z (a '+' is sent as %2B)");
        }
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw ProblemException.invalid(
                    parameter.key(), "'" + text + "' is not allowed; expected from " + EARLIEST + " to " + LATEST);
        }
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    static void requireRange(Instant from, Instant to) {
        if (from.isBefore(EARLIEST) || to.isAfter(LATEST)) {
            throw ProblemException.invalid(
                    "from",
                    "'" + from + "' to '" + to + "' is not allowed; expected from " + EARLIEST + " to " + LATEST);
        }
        if (!from.isBefore(to)) {
            throw ProblemException.invalid("from", "'" + from + "' is not allowed; expected before to, which is " + to);
        }
        var length = Duration.between(from, to);
        if (length.compareTo(LONGEST_RANGE) > 0) {
            throw ProblemException.invalid(
                    "from",
                    "'" + from + "' is " + length.toDays() + " days before to; expected at most "
                            + LONGEST_RANGE.toDays());
        }
    }

    void requireDollars() {
        var currency = single(UsageParameter.CURRENCY);
        if (currency != null && !currency.equals("USD")) {
            throw ProblemException.invalid("currency", "'" + currency + "' is not known; expected USD");
        }
    }

    ZoneId zone() {
        var name = single(UsageParameter.TIMEZONE);
        if (name == null || name.equals("UTC") || name.equals("Z")) {
            return ZoneOffset.UTC;
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw ProblemException.invalid(
                    "timezone", "'" + name + "' is no IANA time zone; expected one such as Europe/Berlin or UTC");
        }
        return ZoneId.of(name);
    }

    List<Dimension> groupBy() {
        var names = sent.getOrDefault(UsageParameter.GROUP_BY.key(), List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .toList();
        if (names.size() == 1 && names.getFirst().isEmpty()) {
            return List.of();
        }
        var keys = names.stream()
                .map(name -> Dimension.of(name)
                        .orElseThrow(() -> ProblemException.invalid(
                                "groupBy",
                                "'" + name + "' is not known; expected one of "
                                        + String.join(", ", Dimension.names()))))
                .distinct()
                .toList();
        if (keys.size() > MOST_KEYS) {
            throw ProblemException.invalid("groupBy", keys.size() + " keys; expected at most " + MOST_KEYS);
        }
        return keys;
    }

    GroupOrder order() {
        var name = single(UsageParameter.ORDER_BY);
        return name == null
                ? GroupOrder.KEY
                : GroupOrder.ofKey(name)
                        .orElseThrow(() -> ProblemException.invalid(
                                "orderBy", "'" + name + "' is not known; expected one of " + GroupOrder.names()));
    }

    Interval interval() {
        var name = single(UsageParameter.INTERVAL);
        return name == null
                ? Interval.HOUR
                : Interval.ofKey(name)
                        .orElseThrow(() -> ProblemException.invalid(
                                "interval", "'" + name + "' is not known; expected one of " + Interval.names()));
    }

    int limit() {
        var text = single(UsageParameter.LIMIT);
        if (text == null) {
            return USUAL_LIMIT;
        }
        if (text.matches("\\d{1,4}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_LIMIT) {
                return limit;
            }
        }
        throw ProblemException.invalid(
                "limit", "'" + text + "' is not allowed; expected a whole number from 1 to " + LARGEST_LIMIT);
    }
}
