package io.machinenativeops.tokentracking.ingest;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.machinenativeops.binder.redis.AppendOnce;
import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.AppendResult;
import io.machinenativeops.binder.redis.ClaimsForgottenException;
import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.binder.redis.Part;
import org.jspecify.annotations.Nullable;

/**
 * Lets small requests of one organisation that come while another of its requests is being appended share the next entry: one
 * exchange with the stream's server, one commit of its log and one entry to read back for all of them. Nobody waits for
 * company: who finds nothing being appended goes at once, alone. Each is answered only when the entry with its parts is durable,
 * and for its own parts.
 *
 * <p>Requests to one destination must have the same headers, separator and suffix, and a prefix that is good for all of the
 * organisation: those of the first are taken.
 */
final class SharedEntries implements AppendOnce {

    /** Parts and bytes of a request beyond which it gains nothing by company. */
    private static final int SMALL = 16;

    private static final int SMALL_BYTES = 64 * 1024;
    /** Parts and bytes of what is shared: a script of more would hold up everyone else at the server. */
    private static final int MOST = 256;

    private static final int MOST_BYTES = 1024 * 1024;

    private final AppendOnce stream;
    /** Those who wait, wherever somebody appends. */
    private final Map<Place, Deque<Turn>> waiting = new ConcurrentHashMap<>();

    SharedEntries(AppendOnce stream) {
        this.stream = stream;
    }

    @Override
    public Instant remembersSince(String destination) {
        return stream.remembersSince(destination);
    }

    @Override
    public AppendResult append(AppendRequest request) {
        var turn = new Turn(request);
        if (request.parts().size() > SMALL || turn.bytes > SMALL_BYTES) {
            return stream.append(request);
        }
        var place = new Place(request.destination(), request.scope());
        waiting.compute(place, (_, others) -> {
            if (others == null) {
                turn.tell(new Told.First(List.of(turn)));
                return new ArrayDeque<>();
            }
            others.add(turn);
            return others;
        });
        return answer(turn, place, turn.await());
    }

    private AppendResult answer(Turn turn, Place place, Told told) {
        return switch (told) {
            case Told.Appended(var result) -> result;
            case Told.Refused(var why) -> throw why;
            case Told.Alone _ -> stream.append(turn.request);
            case Told.First(var group) -> answer(turn, place, lead(place, group));
        };
    }

    /** Appends for all of a group, and then lets the next one begin, whatever came of it. */
    private Told lead(Place place, List<Turn> group) {
        var answers = all(group, new Told.Refused(new IllegalStateException("the append for a group was given up")));
        try {
            answers = answers(group);
        } finally {
            next(place);
            for (int at = 1; at < group.size(); at++) {
                group.get(at).tell(answers.get(at));
            }
        }
        return answers.getFirst();
    }

    /** One answer each. */
    private List<Told> answers(List<Turn> group) {
        try {
            var result = stream.append(together(group));
            var answers = new ArrayList<Told>(group.size());
            int from = 0;
            for (var turn : group) {
                int to = from + turn.request.parts().size();
                answers.add(new Told.Appended(share(result, from, to)));
                from = to;
            }
            return answers;
        } catch (ClaimsForgottenException forgotten) {
            // Nothing was done, and only some of them may have asked for too much.
            return group.size() == 1 ? List.of(new Told.Refused(forgotten)) : all(group, new Told.Alone());
        } catch (RuntimeException refused) {
            return all(group, new Told.Refused(refused));
        }
    }

    private static AppendResult share(AppendResult result, int from, int to) {
        var outcomes = result.outcomes().subList(from, to);
        var entry = outcomes.contains(Outcome.APPENDED) ? result.entryId() : null;
        return new AppendResult(entry, outcomes, result.remembersSince());
    }

    private static List<Told> all(List<Turn> group, Told told) {
        return group.stream().map(_ -> told).toList();
    }

    private static AppendRequest together(List<Turn> group) {
        var first = group.getFirst().request;
        if (group.size() == 1) {
            return first;
        }
        var parts = new ArrayList<Part>();
        @Nullable Instant notClaimedBefore = null;
        for (var turn : group) {
            parts.addAll(turn.request.parts());
            var asked = turn.request.notClaimedBefore();
            if (asked != null && (notClaimedBefore == null || asked.isBefore(notClaimedBefore))) {
                notClaimedBefore = asked;
            }
        }
        return new AppendRequest(
                first.destination(),
                first.scope(),
                first.headers(),
                first.prefix(),
                first.separator(),
                first.suffix(),
                parts,
                notClaimedBefore);
    }

    /** Those who came meanwhile are a group, and the first of them appends for it. */
    private void next(Place place) {
        var group = new ArrayList<Turn>();
        waiting.computeIfPresent(place, (_, others) -> {
            int parts = 0;
            int bytes = 0;
            for (var turn = others.peek(); turn != null; turn = others.peek()) {
                parts += turn.request.parts().size();
                bytes += turn.bytes;
                if (!group.isEmpty() && (parts > MOST || bytes > MOST_BYTES)) {
                    break;
                }
                group.add(others.remove());
            }
            return group.isEmpty() ? null : others;
        });
        if (!group.isEmpty()) {
            group.getFirst().tell(new Told.First(group));
        }
    }

    /** Where entries may be shared. */
    private record Place(String destination, String scope) {}

    /** What somebody who waits learns. */
    private sealed interface Told {

        /** @param group for whom it appends, itself the first of them */
        record First(List<Turn> group) implements Told {}

        record Alone() implements Told {}

        record Appended(AppendResult result) implements Told {}

        record Refused(RuntimeException why) implements Told {}
    }

    /** One request and its way to an answer. */
    private static final class Turn {

        private final AppendRequest request;
        private final int bytes;
        private final CompletableFuture<Told> told = new CompletableFuture<>();

        Turn(AppendRequest request) {
            this.request = request;
            this.bytes = request.parts().stream()
                    .mapToInt(part -> part.body().length)
                    .sum();
        }

        void tell(Told what) {
            told.complete(what);
        }

        /**
         * Not to be interrupted, for others may depend on who appends. It ends: every exchange with the stream's server does,
         * and who leads tells all.
         */
        Told await() {
            return Objects.requireNonNull(told.join());
        }
    }
}
