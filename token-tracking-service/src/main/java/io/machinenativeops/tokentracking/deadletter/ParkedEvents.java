package io.machinenativeops.tokentracking.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.machinenativeops.binder.redis.DeadLetters;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.RecordedEvents;
import io.machinenativeops.tokentracking.otlp.SetAside;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of the writers, and of usage from metrics. A replay gives the item to its writer alone, under the id it has, and an event only if it
 * was not stored meanwhile: one whose claim was forgotten may have been sent and taken again. A span that is stored twice is
 * shown once.
 */
final class ParkedEvents {

    private static final int AT_ONCE = 200;
    /** Letters of others that one page passes over at most. */
    private static final int PASSED_OVER = 5_000;

    private final DeadLetters letters;
    private final RecordedEvents recorded;
    private final SetAside held;

    ParkedEvents(DeadLetters letters, RecordedEvents recorded, SetAside held) {
        this.letters = letters;
        this.recorded = recorded;
        this.held = held;
    }

    /**
     * Lists letters: events, then spans, then usage from metrics, of each the oldest first.
     *
     * @param after id of the last one seen; empty to begin
     */
    ParkedUsage.Page list(Whose whose, String after, int limit) {
        var items = new ArrayList<ParkedUsage>();
        var seen = 0;
        var next = after;
        for (var stream : ParkedStream.values()) {
            var from = next.isEmpty() ? Optional.of("") : stream.entry(next);
            if (from.isEmpty()) {
                continue;
            }
            var last = from.get();
            while (true) {
                var some = letters.list(stream.destination(), stream.group(), last, AT_ONCE);
                for (var letter : some) {
                    last = letter.entry().id();
                    var parked = stream.parked(letter, held);
                    if (whose.test(parked)) {
                        items.add(parked.shown());
                        if (items.size() == limit) {
                            return new ParkedUsage.Page(items, stream.shown(last));
                        }
                    }
                }
                if (some.size() < AT_ONCE) {
                    break;
                }
                seen += AT_ONCE;
                if (seen >= PASSED_OVER) {
                    return new ParkedUsage.Page(items, stream.shown(last));
                }
            }
            next = "";
        }
        return new ParkedUsage.Page(items, null);
    }

    /** Whether an id can be that of a letter. */
    static boolean isId(String id) {
        return Stream.of(ParkedStream.values())
                .anyMatch(stream -> stream.entry(id).isPresent());
    }

    /** Gives it to the writer again; empty when there is no such letter. */
    Optional<ParkedUsage.Outcome> replay(Whose whose, String id) {
        return find(whose, id).map(this::replay);
    }

    /** Removes it for good; false when there is no such letter. */
    boolean delete(Whose whose, String id) {
        return find(whose, id)
                .filter(parked -> letters.delete(
                                parked.stream().destination(),
                                parked.stream().group(),
                                List.of(parked.letter().entry().id()))
                        > 0)
                .isPresent();
    }

    private ParkedUsage.Outcome replay(Parked parked) {
        var stream = parked.stream();
        var id = parked.letter().entry().id();
        // The same may have been set aside twice: it counts once.
        letters.delete(
                stream.destination(),
                stream.group(),
                letters.list(stream.destination(), stream.group(), "", PASSED_OVER).stream()
                        .map(letter -> stream.parked(letter, held))
                        .filter(parked::isTheSame)
                        .map(other -> other.letter().entry().id())
                        .filter(other -> !other.equals(id))
                        .toList());
        if (stream == ParkedStream.HELD) {
            held.holdAgain(parked.letter().originId(), parked.letter().entry().payload());
            letters.delete(stream.destination(), stream.group(), List.of(id));
            return ParkedUsage.Outcome.REPLAYED;
        }
        if (isStored(parked)) {
            letters.delete(stream.destination(), stream.group(), List.of(id));
            return ParkedUsage.Outcome.ALREADY_STORED;
        }
        letters.replay(stream.destination(), stream.group(), List.of(id));
        return ParkedUsage.Outcome.REPLAYED;
    }

    private boolean isStored(Parked parked) {
        var organization = parked.organizationId();
        var events = parked.items().stream()
                .filter(RecordedUsage.class::isInstance)
                .map(RecordedUsage.class::cast)
                .toList();
        // A correction stands beside the event it corrects, under the same id.
        if (organization == null
                || events.isEmpty()
                || events.stream().anyMatch(item -> item.revision() > 1 || item.sign() < 0)) {
            return false;
        }
        var sought = events.stream()
                .map(item -> new RecordedEvents.Sought(item.eventId(), item.occurredAt(), item.occurredAt()))
                .toList();
        return recorded.fingerprints(organization, sought).size() == sought.size();
    }

    private Optional<Parked> find(Whose whose, String id) {
        return Stream.of(ParkedStream.values())
                .flatMap(stream -> stream
                        .entry(id)
                        .flatMap(entry -> letters.find(stream.destination(), stream.group(), entry))
                        .map(letter -> stream.parked(letter, held))
                        .stream())
                .filter(whose)
                .findFirst();
    }

    /** Whose letters a caller may see: one organisation's, or everybody's. */
    record Whose(@Nullable String organizationId) implements Predicate<Parked> {

        @Override
        public boolean test(Parked parked) {
            return organizationId == null || organizationId.equals(parked.organizationId());
        }
    }
}
