package io.machinenativeops.bench;

import java.time.InstantSource;
import java.util.List;

/**
 * What is sent, request after request: bodies of one form that differ in ids, times and numbers.
 *
 * @param templates they take turns
 * @param contentType of HTTP
 * @param path below the service or the gateway
 * @param items events or spans in a body, by which a rate is meant
 * @param calls model calls in a body, which are what is stored
 */
record Bodies(List<Template> templates, String contentType, String path, int items, int calls) {

    /** So many that no compression of the store sees the same numbers all the time. */
    static final int VARIETY = 64;

    byte[] body(long arrival, long run, InstantSource clock) {
        return templates.get((int) (arrival % templates.size())).fill(arrival * items, run, clock.instant());
    }
}
