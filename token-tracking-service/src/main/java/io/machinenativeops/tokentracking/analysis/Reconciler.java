package io.machinenativeops.tokentracking.analysis;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.analysis.UsageReconciliation.Difference;
import io.machinenativeops.tokentracking.storage.Grain;
import io.machinenativeops.tokentracking.storage.TenantQuery;
import io.machinenativeops.tokentracking.storage.UsageSelection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares the rollups with the single events, day by day. */
final class Reconciler {

    private static final int MOST_DIFFERENCES = 100;
    private static final int MOST_ROWS = 100_000;
    /** Rows that come in between two of the questions look like a difference; they are in all tables the next time. */
    private static final int ROUNDS = 3;

    private final Function<TenantQuery, List<JsonNode>> store;

    private record Place(Instant day, Map<String, @Nullable String> key) {}

    Reconciler(Function<TenantQuery, List<JsonNode>> store) {
        this.store = store;
    }

    UsageReconciliation reconcile(UsageRequest request) {
        var asked = request.selection();
        Stream.concat(request.groupBy().stream(), asked.filters().keySet().stream())
                .filter(dimension -> !dimension.inRollups())
                .findFirst()
                .ifPresent(dimension -> {
                    throw ProblemException.invalid(
                            dimension.name(), "the rollups do not hold it; expected another dimension");
                });
        var days = new UsageSelection(
                asked.scope(),
                asked.from().truncatedTo(ChronoUnit.DAYS),
                asked.to().minusMillis(1).truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS),
                asked.filters());
        var reconciliation = compare(request, days);
        for (int round = 1; round < ROUNDS && !reconciliation.equal(); round++) {
            reconciliation = compare(request, days);
        }
        return reconciliation;
    }

    private UsageReconciliation compare(UsageRequest request, UsageSelection selection) {
        var events = sums(Grain.EVENT, request, selection);
        var quarters = sums(Grain.QUARTER, request, selection);
        var days = sums(Grain.DAY, request, selection);
        var places = new LinkedHashSet<>(events.keySet());
        places.addAll(quarters.keySet());
        places.addAll(days.keySet());
        var differences = places.stream()
                .map(place -> new Difference(
                        place.day(),
                        place.key(),
                        events.getOrDefault(place, Measures.NONE),
                        quarters.getOrDefault(place, Measures.NONE),
                        days.getOrDefault(place, Measures.NONE)))
                .filter(place -> !place.quarters().equals(place.events())
                        || !place.days().equals(place.events()))
                .limit(MOST_DIFFERENCES)
                .toList();
        return new UsageReconciliation(
                selection.from(),
                selection.to(),
                differences.isEmpty(),
                events.values().stream().mapToLong(Measures::events).sum(),
                differences);
    }

    private Map<Place, Measures> sums(Grain grain, UsageRequest request, UsageSelection selection) {
        var slots = new SeriesPoints(Interval.DAY, ZoneOffset.UTC, selection.from(), selection.to()).slots();
        var sums = new LinkedHashMap<Place, Measures>();
        for (var row : store.apply(TenantQuery.series(grain, selection, slots, request.groupBy(), MOST_ROWS))) {
            var day = LocalDate.ofEpochDay(row.path("slot").asLong())
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            sums.put(new Place(day, UsageGroup.key(request.groupBy(), row)), Measures.of(List.of(row)));
        }
        return sums;
    }
}
