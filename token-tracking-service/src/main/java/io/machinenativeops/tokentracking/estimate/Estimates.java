package io.machinenativeops.tokentracking.estimate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.Reversals;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.ingest.reading.Verdict;
import io.machinenativeops.tokentracking.storage.StoredItems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Makes what is counted of traces what should count. What it does it notes first and forgets when the store shows it; until
 * then the trace is left as it is, for what is under way can't be seen.
 */
final class Estimates {

    private static final Logger log = LoggerFactory.getLogger(Estimates.class);
    /** Events of one look-up by id alone. */
    private static final int BY_ID = 50;

    private final ObservedTraces traces;
    private final StoredItems stored;
    private final UsageIntake intake;
    private final Reversals reversals;
    private final SweepState state;
    private final EstimateMeters meters;

    Estimates(
            ObservedTraces traces,
            StoredItems stored,
            UsageIntake intake,
            Reversals reversals,
            SweepState state,
            EstimateMeters meters) {
        this.traces = traces;
        this.stored = stored;
        this.intake = intake;
        this.reversals = reversals;
        this.state = state;
        this.meters = meters;
    }

    /**
     * Looks at traces of one organisation.
     *
     * @param intents what was begun and not yet seen in the store; what is begun and settled here is noted in it
     * @throws RuntimeException when a store or the stream is away; looking again is safe
     */
    void settle(String organization, List<String> traceIds, Map<Estimate, Integer> intents) {
        var begun = of(organization, traceIds, intents);
        var plan = new Plan();
        var read = traces.read(organization, traceIds);
        read.forEach(trace -> plan.add(organization, trace, begun));
        plan.forget(read, begun);
        meters.swept(traceIds.size());
        var reversed = newest(organization, plan.reversed.keySet());
        var fresh = new HashMap<Estimate, Integer>();
        plan.counted.forEach(estimate -> fresh.put(estimate, 1));
        reversed.forEach((estimate, item) -> fresh.put(estimate, item.revision() + 1));
        reversed.entrySet()
                .removeIf(each -> each.getValue().sign() > 0 == requireNonNull(plan.reversed.get(each.getKey())));
        fresh.keySet().removeIf(each -> plan.reversed.containsKey(each) && !reversed.containsKey(each));
        state.intend(fresh);
        intents.putAll(fresh);
        finish(organization, plan.unfinished, intents);
        count(organization, plan.counted, intents);
        reverse(organization, List.copyOf(reversed.values()));
        plan.settled.keySet().removeAll(fresh.keySet());
        forget(plan.settled, intents);
    }

    private static Map<Estimate, Integer> of(
            String organization, List<String> traceIds, Map<Estimate, Integer> intents) {
        var ids = new HashSet<>(traceIds);
        var some = new HashMap<>(intents);
        some.keySet().removeIf(each -> !each.organizationId().equals(organization) || !ids.contains(each.traceId()));
        return some;
    }

    /** What is to be done about some traces. */
    private static final class Plan {

        private final List<Estimate> counted = new ArrayList<>();
        /** Whether they shall stand. */
        private final Map<Estimate, Boolean> reversed = new LinkedHashMap<>();

        private final Map<Estimate, Integer> unfinished = new LinkedHashMap<>();
        private final Map<Estimate, Integer> settled = new HashMap<>();

        /** What is no longer there, or too large to be looked at, is not waited for. */
        private void forget(List<ObservedTrace> read, Map<Estimate, Integer> intents) {
            var there = read.stream().map(ObservedTrace::id).collect(Collectors.toSet());
            intents.forEach((estimate, revision) -> {
                if (!there.contains(estimate.traceId())) {
                    settled.put(estimate, revision);
                }
            });
        }

        private void add(String organization, ObservedTrace trace, Map<Estimate, Integer> intents) {
            var begun = new HashMap<>(intents);
            begun.keySet().removeIf(each -> !each.traceId().equals(trace.id()));
            var open = new HashMap<>(begun);
            open.entrySet().removeIf(each -> trace.standing(each.getKey()).revision() >= each.getValue());
            if (!open.isEmpty()) {
                unfinished.putAll(open);
                return;
            }
            settled.putAll(begun);
            var wanted = UncalledUsage.in(trace.spans(), trace.calls());
            for (var span : trace.spans()) {
                if (span.reports()) {
                    var estimate = new Estimate(organization, trace.id(), span.id());
                    var standing = trace.standing(estimate);
                    boolean counts = wanted.contains(span.id());
                    if (counts && standing.revision() == 0) {
                        counted.add(estimate);
                    } else if (counts != standing.stands()) {
                        reversed.put(estimate, counts);
                    }
                }
            }
        }
    }

    /** Does again what was begun and is not stored: it is taken once, however often. */
    private void finish(String organization, Map<Estimate, Integer> unfinished, Map<Estimate, Integer> intents) {
        count(
                organization,
                unfinished.keySet().stream()
                        .filter(each -> requireNonNull(unfinished.get(each)) == 1)
                        .toList(),
                intents);
        var others = new ArrayList<>(unfinished.keySet());
        others.removeIf(each -> requireNonNull(unfinished.get(each)) == 1);
        var items = newest(organization, others);
        items.entrySet()
                .removeIf(each -> each.getValue().revision() + 1 != requireNonNull(unfinished.get(each.getKey())));
        reverse(organization, List.copyOf(items.values()));
    }

    private void count(String organization, List<Estimate> estimates, Map<Estimate, Integer> intents) {
        if (estimates.isEmpty()) {
            return;
        }
        Map<Caller, List<EstimatedEvent>> events = new LinkedHashMap<>();
        var reports = traces.reports(organization, estimates);
        reports.forEach((estimate, row) -> {
            var event = EstimatedEvent.of(estimate, row);
            events.computeIfAbsent(event.caller(), _ -> new ArrayList<>()).add(event);
        });
        var refused = new HashMap<Estimate, Integer>();
        estimates.stream().filter(each -> !reports.containsKey(each)).forEach(gone -> refused.put(gone, 1));
        events.forEach((caller, some) -> {
            var verdicts = intake.take(
                    caller,
                    Source.OTLP,
                    some.stream().map(EstimatedEvent::candidate).toList());
            for (int at = 0; at < verdicts.size(); at++) {
                switch (verdicts.get(at)) {
                    case Verdict.Accepted _ -> meters.count(EstimateMeters.Outcome.COUNTED, 1);
                    case Verdict.Duplicate _ -> log.trace("an estimate was made before");
                    case Verdict.Rejected no -> {
                        var estimate = some.get(at).estimate();
                        refused.put(estimate, 1);
                        meters.count(EstimateMeters.Outcome.REJECTED, 1);
                        log.warn(
                                "What span {} of trace {} reports is not counted: {}",
                                estimate.spanId(),
                                estimate.traceId(),
                                no.detail());
                    }
                }
            }
        });
        forget(refused, intents);
    }

    private void reverse(String organization, List<RecordedUsage> items) {
        var standing = items.stream().filter(item -> item.sign() > 0).toList();
        int taken = reversals.reverse(organization, standing);
        int put = reversals.reverse(
                organization, items.stream().filter(item -> item.sign() < 0).toList());
        meters.count(EstimateMeters.Outcome.TAKEN_BACK, taken);
        meters.count(EstimateMeters.Outcome.PUT_BACK, put);
        if (taken + put > 0) {
            log.info("Took back {} estimates whose calls came after all, put back {}", taken, put);
        }
    }

    private Map<Estimate, RecordedUsage> newest(String organization, Collection<Estimate> estimates) {
        var found = new LinkedHashMap<Estimate, RecordedUsage>();
        var all = List.copyOf(estimates);
        for (int from = 0; from < all.size(); from += BY_ID) {
            var some = all.subList(from, Math.min(from + BY_ID, all.size()));
            var items = stored.newest(
                    organization, some.stream().map(Estimate::eventId).toList());
            for (var estimate : some) {
                var item = items.get(estimate.eventId());
                if (item != null) {
                    found.put(estimate, item);
                }
            }
        }
        return found;
    }

    private void forget(Map<Estimate, Integer> done, Map<Estimate, Integer> intents) {
        state.settle(done);
        done.forEach(intents::remove);
    }
}
