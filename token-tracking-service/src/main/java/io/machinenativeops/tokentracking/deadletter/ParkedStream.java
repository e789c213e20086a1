package io.machinenativeops.tokentracking.deadletter;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.machinenativeops.binder.redis.DeadLetter;
import io.machinenativeops.tokentracking.event.RecordedSpan;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.SpanRecorded;
import io.machinenativeops.tokentracking.event.SpanRecordedJson;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;

/** A stream whose refused items are kept, in the order in which they are listed. */
enum ParkedStream {
    USAGE(UsageRecorded.DESTINATION, "") {
        @Override
        Parked read(DeadLetter letter) {
            var data = UsageRecordedJson.read(letter.entry().payload()).data();
            return Parked.of(this, letter, data, RecordedUsage::eventId);
        }
    },
    SPANS(SpanRecorded.DESTINATION, "span-") {
        @Override
        Parked read(DeadLetter letter) {
            var data = SpanRecordedJson.read(letter.entry().payload()).data();
            Function<RecordedSpan, String> id = span -> span.traceId() + "-" + span.spanId();
            return Parked.of(this, letter, data, id);
        }
    };

    private static final Pattern ENTRY = Pattern.compile("\\d{1,15}-\\d{1,15}");

    private final String destination;
    private final String prefix;

    ParkedStream(String destination, String prefix) {
        this.destination = destination;
        this.prefix = prefix;
    }

    /** @throws RuntimeException when the letter's payload is none of the stream's */
    abstract Parked read(DeadLetter letter);

    String destination() {
        return destination;
    }

    /** What names a letter of this stream to callers. */
    String shown(String entry) {
        return prefix + entry;
    }

    /** The stream's own id of a letter; empty when the id names none of this stream. */
    Optional<String> entry(String id) {
        return id.startsWith(prefix)
                        && ENTRY.matcher(id.substring(prefix.length())).matches()
                ? Optional.of(id.substring(prefix.length()))
                : Optional.empty();
    }

    Parked parked(DeadLetter letter) {
        try {
            return read(letter);
        } catch (RuntimeException unreadable) {
            return new Parked(this, letter, null, List.of(), List.of());
        }
    }
}
