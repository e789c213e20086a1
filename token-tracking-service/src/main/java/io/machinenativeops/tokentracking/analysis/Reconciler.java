package io.machinenativeops.tokentracking.analysis;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
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
        var rollups = new EnumMap<Grain, Map<Place, Measures>>(Grain.class);
        var told = Stream.concat(request.groupBy().stream(), selection.dimensions().stream())
                .toList();
        Stream.of(Grain.values())
                .filter(grain -> grain.sums(told))
                .forEach(grain -> rollups.put(grain, sums(grain, request, selection)));
        var places = new LinkedHashSet<>(events.keySet());
        rollups.values().forEach(sums -> places.addAll(sums.keySet()));
        var differences = places.stream()
                .map(place -> difference(place, at(place, events), rollups))
                .filter(difference -> !difference.rollups().isEmpty())
                .limit(MOST_DIFFERENCES)
                .toList();
        return new UsageReconciliation(
                selection.from(),
                selection.to(),
                differences.isEmpty(),
                events.values().stream().mapToLong(Measures::events).sum(),
                differences);
    }

    private static Difference difference(Place place, Measures events, Map<Grain, Map<Place, Measures>> rollups) {
        var others = new LinkedHashMap<String, Measures>();
        rollups.forEach((grain, sums) -> {
            if (!at(place, sums).equals(events)) {
                others.put(grain.key(), at(place, sums));
            }
        });
        return new Difference(
                place.day(),
                place.key(),
                events,
                at(place, rollups.getOrDefault(Grain.QUARTER, Map.of())),
                at(place, rollups.getOrDefault(Grain.DAY, Map.of())),
                others);
    }

    private static Measures at(Place place, Map<Place, Measures> sums) {
        return sums.getOrDefault(place, Measures.NONE);
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
