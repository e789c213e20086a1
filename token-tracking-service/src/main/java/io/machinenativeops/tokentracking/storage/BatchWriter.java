package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.machinenativeops.binder.redis.StreamEntry;
import io.machinenativeops.binder.redis.StreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores entries of the stream so that each of their items counts exactly once, whatever is killed or falls asleep on the way.
 *
 * <p>Three rules make it so. A batch is frozen, its entries bound to its token, before its first insert. Whoever meets an
 * entry of an unfinished batch repeats that batch with all its entries under its own token, which the table counts once.
 * Entries are acknowledged, and the batch forgotten, in one step after the insert returned. See
 * {@code docs/decisions} on frozen batches.
 */
final class BatchWriter<T> {

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    /** Between two looks whether the table takes good rows, where many are refused. */
    private static final Duration SOUND_FOR = Duration.ofSeconds(2);

    private final FrozenBatches batches;
    private final Table<T> table;
    private final WriterMetrics metrics;
    private final WriterProperties properties;
    private final Supplier<String> tokens;
    private final InstantSource clock;

    private final Map<String, ReentrantLock> inHand = new ConcurrentHashMap<>();
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private volatile Instant sound = Instant.EPOCH;
    private volatile @Nullable String heldBack;

    BatchWriter(
            FrozenBatches batches,
            Table<T> table,
            WriterMetrics metrics,
            WriterProperties properties,
            Supplier<String> tokens,
            InstantSource clock) {
        this.batches = batches;
        this.table = table;
        this.metrics = metrics;
        this.properties = properties;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * Stores entries that this consumer was given, and acknowledges them. It takes as long as ClickHouse is away.
     *
     * @return false when the writer was stopped before all was done; what is open is done again later
     */
    boolean write(List<StreamEntry> entries) {
        var chunk = new LinkedHashMap<StreamEntry, List<Place<T>>>();
        int rows = 0;
        for (var entry : entries) {
            var places = Place.of(table, entry);
            if (rows > 0 && rows + places.size() > properties.maxRows()) {
                if (!writeChunk(chunk)) {
                    return false;
                }
                chunk.clear();
                rows = 0;
            }
            chunk.put(entry, places);
            rows += places.size();
        }
        return writeChunk(chunk);
    }

    /** Finishes what a writer before this one left. */
    boolean adopt() {
        return untilDone(
                "look for unfinished batches", () -> batches.unfinished().forEach(this::finish));
    }

    /** Why nothing can be stored until somebody mends it; empty when nothing is wrong that does not pass. */
    Optional<String> heldBack() {
        return Optional.ofNullable(heldBack);
    }

    /** Ends waiting for ClickHouse or Redis; an insert in progress is finished. */
    void stop() {
        stopped = true;
        waiting.forEach(Thread::interrupt);
    }

    private boolean writeChunk(Map<StreamEntry, List<Place<T>>> chunk) {
        var ids = chunk.keySet().stream().map(StreamEntry::id).toList();
        return untilDone("freeze " + ids.size() + " entries", () -> {
            var token = tokens.get();
            var frozen = batches.freeze(token, ids);
            if (!frozen.entryIds().isEmpty()) {
                var mine = new HashSet<>(frozen.entryIds());
                var places = chunk.entrySet().stream()
                        .filter(entry -> mine.contains(entry.getKey().id()))
                        .flatMap(entry -> entry.getValue().stream())
                        .toList();
                store(new FrozenBatch(token, frozen.entryIds(), Set.of(), Set.of()), places);
            }
            frozen.unfinished().forEach(this::finish);
        });
    }

    /** Repeats a batch as it was frozen; one that another writer finished is let be. */
    private void finish(String token) {
        var lock = inHand.computeIfAbsent(token, any -> new ReentrantLock());
        lock.lock();
        try {
            batches.find(token).ifPresent(batch -> {
                var entries = batches.entries(batch);
                if (entries.size() < batch.entryIds().size()) {
                    log.warn(
                            "Batch {} has {} entries, of which the stream holds {}: the others were removed by hand",
                            token,
                            batch.entryIds().size(),
                            entries.size());
                }
                store(batch, Place.of(table, entries));
            });
        } finally {
            lock.unlock();
            inHand.remove(token, lock);
        }
    }

    private void store(FrozenBatch batch, List<Place<T>> places) {
        var started = clock.instant();
        long stored = insert(batch, places, new RowRange(0, places.size()));
        if (stored >= 0 && batches.complete(batch.token()) >= 0) {
            metrics.stored(batch.entryIds().size(), stored, started, clock.instant());
        }
    }

    /** How many rows were inserted; -1 when another writer finished the batch meanwhile. */
    private long insert(FrozenBatch batch, List<Place<T>> places, RowRange range) {
        if (batch.splits().contains(range)) {
            return halves(batch, places, range);
        }
        var items = new ArrayList<T>(range.size());
        for (int place = range.from(); place < range.to(); place++) {
            if (!batch.parked().contains(place)) {
                switch (places.get(place)) {
                    case Place.Item<T> read -> items.add(read.item());
                    case Place.Garbage<T> garbage -> park(batch, place, garbage, garbage.cause());
                }
            }
        }
        if (items.isEmpty()) {
            return 0;
        }
        var whole = range.from() == 0 && range.to() == places.size();
        var token = whole ? batch.token() : batch.token() + ":" + range;
        try {
            return insert(items, token);
        } catch (RowsRefusedException refused) {
            if (range.size() == 1) {
                return insertOrPark(batch, range.from(), places.get(range.from()), items, token, refused);
            }
            log.warn(
                    "Rows {} of batch {} were refused, looking for the bad one: {}",
                    range,
                    batch.token(),
                    refused.getMessage());
            return batches.split(batch.token(), range) ? halves(batch, places, range) : -1;
        }
    }

    private long insert(List<T> items, String token) {
        var started = clock.instant();
        table.insert(items, token);
        metrics.inserted(started, clock.instant());
        return items.size();
    }

    /**
     * What becomes of a single row that was refused. A table at fault refuses every row: without a look at it, all usage of that
     * time would be parked. The row is tried again after the look, as the table may have been mended before it.
     */
    private long insertOrPark(
            FrozenBatch batch, int place, Place<T> single, List<T> items, String token, RowsRefusedException refused) {
        var cause = refused;
        var now = clock.instant();
        if (now.isAfter(sound.plus(SOUND_FOR)) || now.isBefore(sound)) {
            table.requireSound();
            sound = now;
            try {
                return insert(items, token);
            } catch (RowsRefusedException again) {
                cause = again;
            }
        }
        park(batch, place, single, String.valueOf(cause.getMessage()));
        return 0;
    }

    private long halves(FrozenBatch batch, List<Place<T>> places, RowRange range) {
        long lower = insert(batch, places, range.lower());
        long upper = lower < 0 ? -1 : insert(batch, places, range.upper());
        return upper < 0 ? -1 : lower + upper;
    }

    private void park(FrozenBatch batch, int place, Place<T> parked, String cause) {
        var letter = new LinkedHashMap<String, Object>();
        letter.put("stream", batches.stream());
        letter.put("originId", parked.entryId());
        letter.put("group", batches.group());
        letter.put("exception", RowsRefusedException.class.getName());
        letter.put("message", cause);
        letter.put("stack", "batch " + batch.token() + ", row " + place);
        letter.put("deliveries", 1);
        letter.put("at", clock.instant().toString());
        if (batches.park(batch.token(), place, parked.payload(), JSON.writeValueAsString(letter))) {
            metrics.parked();
            log.error("Parked row {} of batch {} from entry {}: {}", place, batch.token(), parked.entryId(), cause);
        }
    }

    /** Repeats a step with growing pauses while ClickHouse or Redis is away; false when the writer was stopped. */
    private boolean untilDone(String what, Runnable step) {
        var pause = properties.firstPause();
        while (!stopped) {
            try {
                step.run();
                heldBack = null;
                return true;
            } catch (TableFaultException | StatementRefusedException fault) {
                heldBack = fault.getMessage();
                metrics.failed();
                log.error("Could not {}, and nothing is stored until that is mended: {}", what, heldBack);
            } catch (StoreException | StreamException failure) {
                metrics.failed();
                log.warn("Could not {}, trying again in {}: {}", what, pause, failure.getMessage());
            } catch (RuntimeException unexpected) {
                // Redis while it loads its data, or a fault of ours: what is not acknowledged is not lost, so go on
                // trying.
                metrics.failed();
                log.error("Could not {}, trying again in {}", what, pause, unexpected);
            }
            waiting.add(Thread.currentThread());
            try {
                if (!stopped) {
                    Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 4 + 1)));
                }
            } catch (InterruptedException end) {
                if (!stopped) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            } finally {
                waiting.remove(Thread.currentThread());
            }
            var longer = pause.multipliedBy(2);
            pause = longer.compareTo(properties.longestPause()) < 0 ? longer : properties.longestPause();
        }
        return false;
    }
}
