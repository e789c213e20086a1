package io.machinenativeops.tokentracking.ingest;

import java.util.Locale;

/** The ways in. */
public enum Source {
    REST,
    OTLP;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
