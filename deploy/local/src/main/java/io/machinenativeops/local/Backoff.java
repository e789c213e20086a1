package io.machinenativeops.local;

import java.time.Duration;

/** How long to wait before a part that died is started again: doubling from the first pause up to the last. */
final class Backoff {

    private final Duration first;
    private final Duration last;
    private Duration next;

    /** Half a second, doubling to half a minute. */
    Backoff() {
        this(Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    Backoff(Duration first, Duration last) {
        this.first = first;
        this.last = last;
        this.next = first;
    }

    Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(last) > 0 ? last : doubled;
        return pause;
    }

    /** To be called once the part has been well for a while: its next death is a new matter. */
    void reset() {
        next = first;
    }
}
