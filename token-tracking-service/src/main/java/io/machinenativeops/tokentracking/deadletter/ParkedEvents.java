package io.machinenativeops.tokentracking.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.machinenativeops.binder.redis.DeadLetter;
import io.machinenativeops.binder.redis.DeadLetters;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;
import io.machinenativeops.tokentracking.ingest.RecordedEvents;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of the writer. A replay gives the event to the writer alone, under the id it has, and only if it was not
 * stored meanwhile: an event whose claim was forgotten may have been sent and taken again.
 */
final class ParkedEvents {

    private static final String STREAM = UsageRecorded.DESTINATION;
    private static final String GROUP = "token-tracking-writer";
    private static final int AT_ONCE = 200;
    /** Letters of others that one page passes over at most. */
    private static final int PASSED_OVER = 5_000;

    private final DeadLetters letters;
    private final RecordedEvents recorded;

    ParkedEvents(DeadLetters letters, RecordedEvents recorded) {
        this.letters = letters;
        this.recorded = recorded;
    }

    /**
     * Lists letters, the oldest first.
     *
     * @param after id of the last one seen; empty to begin
     */
    ParkedUsage.Page list(Whose whose, String after, int limit) {
        var items = new ArrayList<ParkedUsage>();
        var last = after;
        for (int seen = 0; seen < PASSED_OVER; seen += AT_ONCE) {
            var some = letters.list(STREAM, GROUP, last, AT_ONCE);
            for (var letter : some) {
                last = letter.entry().id();
                var parked = Parked.of(letter);
                if (whose.test(parked)) {
                    items.add(parked.shown());
                    if (items.size() == limit) {
                        return new ParkedUsage.Page(items, last);
                    }
                }
            }
            if (some.size() < AT_ONCE) {
                return new ParkedUsage.Page(items, null);
            }
        }
        return new ParkedUsage.Page(items, last);
    }

    /** Gives it to the writer again; empty when there is no such letter. */
    Optional<ParkedUsage.Outcome> replay(Whose whose, String id) {
        return find(whose, id).map(this::replay);
    }

    /** Removes it for good; false when there is no such letter. */
    boolean delete(Whose whose, String id) {
        return find(whose, id).isPresent() && letters.delete(STREAM, GROUP, List.of(id)) > 0;
    }

    private ParkedUsage.Outcome replay(Parked parked) {
        var id = parked.letter().entry().id();
        // The same event may have been set aside twice: it counts once.
        letters.delete(
                STREAM,
                GROUP,
                letters.list(STREAM, GROUP, "", PASSED_OVER).stream()
                        .map(Parked::of)
                        .filter(parked::isTheSameEvent)
                        .map(other -> other.letter().entry().id())
                        .filter(other -> !other.equals(id))
                        .toList());
        if (isStored(parked)) {
            letters.delete(STREAM, GROUP, List.of(id));
            return ParkedUsage.Outcome.ALREADY_STORED;
        }
        letters.replay(STREAM, GROUP, List.of(id));
        return ParkedUsage.Outcome.REPLAYED;
    }

    private boolean isStored(Parked parked) {
        var organization = parked.organizationId();
        // A correction stands beside the event it corrects, under the same id.
        if (organization == null || parked.items().stream().anyMatch(item -> item.revision() > 1 || item.sign() < 0)) {
            return false;
        }
        var sought = parked.items().stream()
                .map(item -> new RecordedEvents.Sought(item.eventId(), item.occurredAt(), item.occurredAt()))
                .toList();
        return recorded.fingerprints(organization, sought).size() == sought.size();
    }

    private Optional<Parked> find(Whose whose, String id) {
        return letters.find(STREAM, GROUP, id).map(Parked::of).filter(whose);
    }

    /** Whose letters a caller may see: one organisation's, or everybody's. */
    record Whose(@Nullable String organizationId) implements Predicate<Parked> {

        @Override
        public boolean test(Parked parked) {
            return organizationId == null || organizationId.equals(parked.organizationId());
        }
    }

    /**
     * A letter and what is in it.
     *
     * @param organizationId null when its payload is no event of ours
     */
    record Parked(DeadLetter letter, @Nullable String organizationId, List<RecordedUsage> items) {

        static Parked of(DeadLetter letter) {
            try {
                var data = UsageRecordedJson.read(letter.entry().payload()).data();
                return new Parked(letter, data.organizationId(), data.items());
            } catch (RuntimeException unreadable) {
                return new Parked(letter, null, List.of());
            }
        }

        boolean isTheSameEvent(Parked other) {
            return !items.isEmpty()
                    && organizationId != null
                    && organizationId.equals(other.organizationId)
                    && items.equals(other.items);
        }

        ParkedUsage shown() {
            return new ParkedUsage(
                    letter.entry().id(),
                    letter.at(),
                    organizationId,
                    items.stream().map(RecordedUsage::eventId).distinct().toList(),
                    letter.originId(),
                    letter.message(),
                    letter.deliveries());
        }
    }
}
