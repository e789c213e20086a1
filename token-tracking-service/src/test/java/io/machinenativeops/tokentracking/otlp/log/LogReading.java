package io.machinenativeops.tokentracking.otlp.log;

import io.machinenativeops.tokentracking.otlp.OtlpEncoding;

/** All that is done with an export of logs before its events are taken. */
public final class LogReading {

    private LogReading() {}

    /** Returns how many characters the events have. */
    public static int of(OtlpEncoding encoding, byte[] body) {
        return LogEvents.read(encoding, body).stream()
                .flatMap(event -> Logs.candidates(event).stream())
                .mapToInt(candidate -> candidate.sent().toString().length())
                .sum();
    }
}
