package io.machinenativeops.tokentracking.estimate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.storage.TraceKey;
import io.machinenativeops.tokentracking.storage.TraceWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedRateTask;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Works through traces whose spans report usage, a while after they were stored, and through those of which calls came late. One
 * replica does so at a time; should two, or should one die in the middle, everything still happens once.
 */
final class EstimateSweep implements SchedulingConfigurer {

    private static final Logger log = LoggerFactory.getLogger(EstimateSweep.class);

    /** Longer than a part of the work takes; another replica goes on after it. */
    private static final Duration LEASE = Duration.ofMinutes(2);
    /** Longer than an insert takes: by then all of it can be seen. */
    private static final Duration VISIBLE = Duration.ofMinutes(1);
    /** Traces that are looked at together. */
    private static final int TOGETHER = 500;
    /** Estimates under way: more are not begun while the store is behind. */
    private static final int MOST_UNDER_WAY = 5_000;

    private final TraceWork work;
    private final Estimates estimates;
    private final SweepState state;
    private final EstimateProperties properties;
    private final ReentrantLock sweeping = new ReentrantLock();
    private volatile boolean away;

    EstimateSweep(TraceWork work, Estimates estimates, SweepState state, EstimateProperties properties) {
        this.work = work;
        this.estimates = estimates;
        this.state = state;
        this.properties = properties;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        if (properties.enabled()) {
            // At a rate, for tasks with a delay share one thread with those of others.
            registrar.addFixedRateTask(
                    new FixedRateTask(this::sweepOrWait, properties.interval(), properties.interval()));
        }
    }

    /** As {@link #sweep}; what can't be done now is tried again. */
    void sweepOrWait() {
        if (!sweeping.tryLock()) {
            return;
        }
        try {
            sweep();
            if (away) {
                away = false;
                log.info("Looking for usage that stands on agents' spans alone goes on");
            }
        } catch (RuntimeException failure) {
            if (!away) {
                away = true;
                log.warn("Usage that stands on agents' spans alone is counted later: {}", failure.getMessage());
            }
        } finally {
            sweeping.unlock();
        }
    }

    /** Does what is due, unless another replica is at it. */
    void sweep() {
        var holder = UUID.randomUUID().toString();
        if (!state.lease(holder, LEASE)) {
            return;
        }
        try {
            var intents = state.intents();
            settle(holder, traces(intents.keySet()), intents);
            var settled = properties.grace().compareTo(VISIBLE) < 0 ? properties.grace() : VISIBLE;
            // Late calls first: what they take back should not wait for what is to be counted.
            walk(holder, "late", intents, after -> work.late(state.place(after), settled, properties.batch()));
            walk(
                    holder,
                    "reporting",
                    intents,
                    after -> work.reporting(state.place(after), properties.grace(), properties.batch()));
        } finally {
            state.release(holder);
        }
    }

    /** Gives the next part of a list. */
    private interface Pages {
        TraceWork.@Nullable Page next(String list);
    }

    private void walk(String holder, String list, Map<Estimate, Integer> intents, Pages pages) {
        for (var page = pages.next(list); page != null; page = page.more() ? pages.next(list) : null) {
            if (intents.size() > MOST_UNDER_WAY
                    || !settle(holder, page.traces(), intents)
                    || !state.mark(holder, list, page.upTo())) {
                return;
            }
        }
    }

    /** Looks at traces of any organisations; false when it was stopped in between. */
    private boolean settle(String holder, Collection<TraceKey> traces, Map<Estimate, Integer> intents) {
        var byOrganization = traces.stream()
                .collect(Collectors.groupingBy(
                        TraceKey::organizationId, Collectors.mapping(TraceKey::traceId, Collectors.toList())));
        for (var organization : byOrganization.entrySet()) {
            for (var some : parts(organization.getValue())) {
                if (!state.lease(holder, LEASE)) {
                    return false;
                }
                estimates.settle(organization.getKey(), some, intents);
            }
        }
        return true;
    }

    private static List<TraceKey> traces(Collection<Estimate> estimates) {
        return estimates.stream()
                .map(each -> new TraceKey(each.organizationId(), each.traceId()))
                .distinct()
                .toList();
    }

    private static List<List<String>> parts(List<String> traceIds) {
        var parts = new ArrayList<List<String>>();
        for (int from = 0; from < traceIds.size(); from += TOGETHER) {
            parts.add(traceIds.subList(from, Math.min(from + TOGETHER, traceIds.size())));
        }
        return parts;
    }
}
