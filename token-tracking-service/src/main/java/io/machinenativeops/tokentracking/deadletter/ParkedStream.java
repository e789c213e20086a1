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
import io.machinenativeops.tokentracking.otlp.SetAside;

/** Where items come from that were refused and are kept, in the order in which they are listed. */
enum ParkedStream {
    USAGE(UsageRecorded.DESTINATION, UsageRecorded.DESTINATION, Group.WRITER, "") {
        @Override
        Parked read(DeadLetter letter, SetAside held) {
            var data = UsageRecordedJson.read(letter.entry().payload()).data();
            return Parked.of(this, letter, data, RecordedUsage::eventId);
        }
    },
    SPANS(SpanRecorded.DESTINATION, SpanRecorded.DESTINATION, Group.WRITER, "span-") {
        @Override
        Parked read(DeadLetter letter, SetAside held) {
            var data = SpanRecordedJson.read(letter.entry().payload()).data();
            Function<RecordedSpan, String> id = span -> span.traceId() + "-" + span.spanId();
            return Parked.of(this, letter, data, id);
        }
    },
    HELD("metrics", UsageRecorded.DESTINATION, SetAside.GROUP, "held-") {
        @Override
        Parked read(DeadLetter letter, SetAside held) {
            var told = held.read(letter.entry().payload());
            return new Parked(this, letter, told.organizationId(), List.of(letter.originId()), List.of(told.eventId()));
        }
    };

    private static final Pattern ENTRY = Pattern.compile("\\d{1,15}-\\d{1,15}");

    private final String told;
    private final String destination;
    private final String group;
    private final String prefix;

    ParkedStream(String told, String destination, String group, String prefix) {
        this.told = told;
        this.destination = destination;
        this.group = group;
        this.prefix = prefix;
    }

    /** @throws RuntimeException when the letter's payload is none of the stream's */
    abstract Parked read(DeadLetter letter, SetAside held);

    /** What names it to callers. */
    String told() {
        return told;
    }

    /** The stream whose dead letters they are. */
    String destination() {
        return destination;
    }

    /** The group that could not handle them. */
    String group() {
        return group;
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

    Parked parked(DeadLetter letter, SetAside held) {
        try {
            return read(letter, held);
        } catch (RuntimeException unreadable) {
            return new Parked(this, letter, null, List.of(), List.of());
        }
    }

    private static final class Group {

        private static final String WRITER = "token-tracking-writer";
    }
}
