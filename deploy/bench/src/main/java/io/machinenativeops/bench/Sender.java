package io.machinenativeops.bench;

import java.io.IOException;

/** Sends one request over a connection of its own and waits for the answer. */
@FunctionalInterface
interface Sender {

    /**
     * Sends it.
     *
     * @param arrival its number in the schedule; a sender makes each body from it, so that no two are equal
     */
    Answer send(long arrival) throws IOException;

    /**
     * What came back.
     *
     * @param status of HTTP
     * @param taken events or spans that the answer says are taken
     */
    record Answer(int status, long taken) {}
}
