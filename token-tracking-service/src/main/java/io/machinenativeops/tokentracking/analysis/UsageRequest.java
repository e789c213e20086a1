package io.machinenativeops.tokentracking.analysis;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.platform.paging.Cursor;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.storage.Dimension;
import io.machinenativeops.tokentracking.storage.GroupOrder;
import io.machinenativeops.tokentracking.storage.TenantScope;
import io.machinenativeops.tokentracking.storage.UsageSelection;
import org.jspecify.annotations.Nullable;

/** A question about usage, as asked: its parameters, read and held to their bounds. */
record UsageRequest(
        UsageSelection selection,
        ZoneId zone,
        List<Dimension> groupBy,
        GroupOrder order,
        Interval interval,
        int limit,
        String digest,
        @Nullable Cursor cursor) {

    private static final int MOST_VALUES = 100;
    private static final String READ = "usage:read";

    /**
     * Reads the parameters of a route.
     *
     * @param takes those it takes, besides filters
     * @throws ProblemException naming the parameter and what is allowed
     */
    static UsageRequest read(
            String route, Caller caller, Map<String, String[]> sent, Set<UsageParameter> takes, Instant now) {
        var parameters = new LinkedHashMap<String, List<String>>();
        sent.forEach((name, values) -> parameters.put(name, Arrays.asList(values)));
        var filters = filters(parameters, takes);
        var scope = scope(caller);
        var digest = Cursor.digest(route, scope(caller).toString(), parameters);
        var values = new ParameterValues(parameters);
        var cursorText = values.single(UsageParameter.CURSOR);
        var cursor = cursorText == null ? null : Cursor.decode(cursorText, digest);
        var to = cursor != null
                ? kept(cursor, UsageParameter.TO)
                : values.instant(UsageParameter.TO, now.truncatedTo(ChronoUnit.MILLIS));
        var from = cursor != null
                ? kept(cursor, UsageParameter.FROM)
                : values.instant(UsageParameter.FROM, to.minus(1, ChronoUnit.DAYS));
        ParameterValues.requireRange(from, to);
        values.requireDollars();
        return new UsageRequest(
                new UsageSelection(scope, from, to, filters),
                values.zone(),
                values.groupBy(),
                values.order(),
                values.interval(),
                values.limit(),
                digest,
                cursor);
    }

    /** What the caller may see: all of the organisation, or the projects and teams that the grant names. */
    static TenantScope scope(Caller caller) {
        return TenantScope.of(caller, READ);
    }

    /** The cursor of the page after this one. */
    String next(List<String> after) {
        var range = Map.of(
                UsageParameter.FROM.key(), selection.from().toString(),
                UsageParameter.TO.key(), selection.to().toString());
        return new Cursor(digest, range, after).encoded();
    }

    /** The range stays as it was on the first page; else it would move with the clock. */
    private static Instant kept(Cursor cursor, UsageParameter end) {
        try {
            return Instant.parse(cursor.kept().getOrDefault(end.key(), ""));
        } catch (DateTimeException madeUp) {
            throw ProblemException.invalid(
                    UsageParameter.CURSOR.key(), "'" + cursor.encoded() + "' is not the nextCursor of a reply");
        }
    }

    /** Where the page before ended; empty on the first page. */
    List<String> after() {
        return cursor == null ? List.of() : cursor.after();
    }

    private static Map<Dimension, List<String>> filters(
            Map<String, List<String>> parameters, Set<UsageParameter> takes) {
        var filters = new LinkedHashMap<Dimension, List<String>>();
        parameters.forEach((name, values) -> {
            if (takes.stream().anyMatch(taken -> taken.key().equals(name))) {
                return;
            }
            var dimension = Dimension.of(name)
                    .orElseThrow(() -> ProblemException.invalid(
                            name,
                            "there is no such parameter; expected one of " + UsageParameter.keys(takes)
                                    + " or a filter: " + String.join(", ", Dimension.names())));
            if (values.size() > MOST_VALUES) {
                throw ProblemException.invalid(name, values.size() + " values; expected at most " + MOST_VALUES);
            }
            filters.put(dimension, values);
        });
        return filters;
    }
}
