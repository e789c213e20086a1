package io.machinenativeops.teamrbac.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;

import org.jspecify.annotations.Nullable;

/**
 * The indexes of the organisations that were asked about lately. Each stands by itself: what happens to one organisation
 * makes no other slower. An index is used until a later revision is announced, and looked at again after a while in case
 * the announcement was lost; when the store can't be asked then, the question fails rather than the answer being old.
 */
public final class TenantIndexes {

    private static final int READS = 3;

    private final IndexSource source;
    private final InstantSource time;
    private final Duration freshFor;
    private final long mostRows;
    private final ConcurrentMap<UUID, Slot> slots = new ConcurrentHashMap<>();
    private final Queue<Slot> oldestFirst = new ConcurrentLinkedQueue<>();
    private final AtomicLong rows = new AtomicLong();
    private final List<ObjLongConsumer<UUID>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param freshFor how long an index is used without a look at the store
     * @param mostRows rows of all indexes together, beyond which those not used lately are let go
     */
    public TenantIndexes(IndexSource source, InstantSource time, Duration freshFor, long mostRows) {
        this.source = source;
        this.time = time;
        this.freshFor = freshFor;
        this.mostRows = mostRows;
    }

    /**
     * The index of an organisation.
     *
     * @param atLeast the revision it must have; 0 for any that is current
     * @throws IndexBehindException if the store does not have that revision yet
     * @throws LimitExceededException if the organisation is larger than allowed
     */
    public TenantIndex at(UUID organization, long atLeast) {
        while (true) {
            var slot = slots.computeIfAbsent(organization, Slot::new);
            var known = slot.current(atLeast, time.instant(), freshFor);
            if (known != null) {
                // Not for the first use: what is asked about once should go before what is asked about again.
                slot.used = true;
                return known;
            }
            var found = read(slot, atLeast);
            if (found != null) {
                return found;
            }
        }
    }

    /** The index of an organisation as it was read last, current or not; empty when none is held. */
    public Optional<TenantIndex> held(UUID organization) {
        var slot = slots.get(organization);
        var held = slot == null ? null : slot.held;
        return held == null ? Optional.empty() : Optional.of(held.index);
    }

    /** Has others told of each new revision too, whichever replica made it. */
    public void tell(ObjLongConsumer<UUID> listener) {
        listeners.add(listener);
    }

    /** Says that an organisation has a new revision: no index before it is handed out any more. */
    public void changed(UUID organization, long revision) {
        listeners.forEach(each -> each.accept(organization, revision));
        var slot = slots.get(organization);
        if (slot != null) {
            slot.announced.accumulateAndGet(revision, Math::max);
        }
    }

    /** Rows of all indexes held. */
    public long rows() {
        return rows.get();
    }

    /** How many organisations are held. */
    public int organizations() {
        return slots.size();
    }

    /** Reads once for all who wait; null if the slot was let go meanwhile. */
    private @Nullable TenantIndex read(Slot slot, long atLeast) {
        slot.lock.lock();
        try {
            if (slot.gone) {
                return null;
            }
            var now = time.instant();
            var found = slot.current(atLeast, now, freshFor);
            for (int read = 0; found == null && read < READS; read++) {
                // Announcements that come during the read count: what it brings may be from before them.
                keep(slot, fresh(slot), now);
                found = slot.current(atLeast, now, freshFor);
            }
            if (found == null) {
                throw new IndexBehindException(slot.organization, slot.needed(atLeast), slot.revision());
            }
            return found;
        } catch (RuntimeException failure) {
            letGoIfEmpty(slot);
            throw failure;
        } finally {
            slot.lock.unlock();
        }
    }

    private TenantIndex fresh(Slot slot) {
        var held = slot.held;
        if (held != null) {
            var changes = source.changes(slot.organization, held.index.revision());
            if (changes.isPresent()) {
                return held.index.with(changes.get());
            }
        }
        return TenantIndex.of(source.load(slot.organization));
    }

    private void keep(Slot slot, TenantIndex fresh, Instant now) {
        var held = slot.held;
        if (held != null && held.index.revision() > fresh.revision()) {
            return;
        }
        slot.held = new Held(fresh, now);
        if (held == null) {
            oldestFirst.add(slot);
        }
        if (rows.addAndGet(fresh.rows() - (held == null ? 0 : held.index.rows())) > mostRows) {
            makeRoom(slot);
        }
    }

    /** Takes the oldest first, but passes over those that were used since it came by last. */
    private void makeRoom(Slot kept) {
        for (int tries = 2 * oldestFirst.size(); tries > 0 && rows.get() > mostRows; tries--) {
            var slot = oldestFirst.poll();
            if (slot == null) {
                return;
            }
            if (slot == kept || slot.used || !slot.lock.tryLock()) {
                slot.used = false;
                oldestFirst.add(slot);
                continue;
            }
            try {
                var held = slot.held;
                rows.addAndGet(held == null ? 0 : -held.index.rows());
                letGo(slot);
            } finally {
                slot.lock.unlock();
            }
        }
    }

    private void letGoIfEmpty(Slot slot) {
        if (slot.held == null) {
            letGo(slot);
        }
    }

    private void letGo(Slot slot) {
        slot.gone = true;
        slots.remove(slot.organization, slot);
    }

    private record Held(TenantIndex index, Instant readAt) {}

    private static final class Slot {

        private final UUID organization;
        private final ReentrantLock lock = new ReentrantLock();
        private final AtomicLong announced = new AtomicLong();
        private volatile @Nullable Held held;
        private volatile boolean used;
        private boolean gone;

        private Slot(UUID organization) {
            this.organization = organization;
        }

        private @Nullable TenantIndex current(long atLeast, Instant now, Duration freshFor) {
            var known = held;
            return known != null
                            && known.index.revision() >= needed(atLeast)
                            && now.isBefore(known.readAt.plus(freshFor))
                    ? known.index
                    : null;
        }

        private long needed(long atLeast) {
            return Math.max(atLeast, announced.get());
        }

        private long revision() {
            var known = held;
            return known == null ? 0 : known.index.revision();
        }
    }
}
