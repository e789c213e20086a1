package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.reading.EventRejection;
import io.machinenativeops.tokentracking.ingest.reading.IngestProblem;
import io.machinenativeops.tokentracking.ingest.reading.Verdict;

/**
 * Puts what a correction takes back beside what it says instead. The event must be stored: one that was accepted a moment ago
 * is waited for.
 */
final class Corrections {

    private static final Duration PAUSE = Duration.ofMillis(150);

    private final CorrectableEvents stored;
    private final Duration patience;

    /** @param patience how long an event is waited for that was perhaps just accepted */
    Corrections(CorrectableEvents stored, Duration patience) {
        this.stored = stored;
        this.patience = patience;
    }

    /**
     * Completes corrections with what they replace.
     *
     * @param sent by their place in the batch
     * @param verdicts get those of corrections that can't be made, or were made before
     * @return those that can be recorded, by their place
     */
    Map<Integer, PreparedEvent> complete(Caller caller, Map<Integer, PreparedEvent> sent, Verdict[] verdicts) {
        var complete = new LinkedHashMap<Integer, PreparedEvent>();
        if (sent.isEmpty()) {
            return complete;
        }
        var revisions = revisions(caller.organizationId(), sent);
        sent.forEach((at, correction) -> {
            try {
                var known = revisions.getOrDefault(correction.item().eventId(), List.of());
                if (repeats(correction.item(), known)) {
                    verdicts[at] = new Verdict.Duplicate(correction.item().eventId());
                } else {
                    complete.put(at, correction.replacing(replaced(caller, correction.item(), known)));
                }
            } catch (EventRejection rejection) {
                verdicts[at] = rejection.verdict();
            }
        });
        return complete;
    }

    private Map<String, List<RecordedUsage>> revisions(String organization, Map<Integer, PreparedEvent> sent) {
        var ids = sent.values().stream()
                .map(correction -> correction.item().eventId())
                .collect(Collectors.toSet());
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var found = stored.revisions(organization, ids);
            boolean all = sent.values().stream()
                    .allMatch(correction ->
                            newest(found.getOrDefault(correction.item().eventId(), List.of()))
                                    >= correction.item().revision() - 1);
            if (all || System.nanoTime() > deadline || !paused()) {
                return found;
            }
        }
    }

    private static boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int newest(List<RecordedUsage> known) {
        return known.stream().mapToInt(RecordedUsage::revision).max().orElse(0);
    }

    private static boolean repeats(RecordedUsage correction, List<RecordedUsage> known) {
        return known.stream()
                .anyMatch(each -> each.revision() == correction.revision()
                        && each.fingerprint().equals(correction.fingerprint()));
    }

    private static RecordedUsage replaced(Caller caller, RecordedUsage correction, List<RecordedUsage> known) {
        int newest = newest(known);
        var old = known.stream()
                .filter(each -> each.revision() == newest
                        && WritableProject.isWritable(each.origin().projectId(), caller))
                .findFirst()
                .orElseThrow(() -> EventRejection.of(
                        IngestProblem.SUPERSEDED_UNKNOWN,
                        "supersedes",
                        "is '" + correction.eventId()
                                + "': expected the id of a stored event that the key may write; one that was just accepted"
                                + " is stored within seconds"));
        if (correction.revision() != newest + 1) {
            throw conflict(correction, "the event is at revision " + newest + ": expected " + (newest + 1));
        }
        return Objects.requireNonNull(old);
    }

    static EventRejection conflict(RecordedUsage correction, String why) {
        return EventRejection.of(
                IngestProblem.REVISION_CONFLICT, "revision", "is " + correction.revision() + ", but " + why);
    }
}
