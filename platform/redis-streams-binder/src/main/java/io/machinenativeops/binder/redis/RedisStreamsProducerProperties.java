package io.machinenativeops.binder.redis;

import java.time.Duration;

/** What a producer binding can set under {@code spring.cloud.stream.redis-streams.bindings.<name>.producer}. */
public class RedisStreamsProducerProperties {

    /** Whether sending waits until the server has the entry; else failures go to the binding's error channel. */
    private boolean sync = true;

    /** How many entries may be on their way at once where sending does not wait. */
    private int maxInFlight = 1_000;

    /** Entries in the stream above which it takes no more; 0 for no bound. */
    private long maxLength;

    /** Age from which entries are dropped that no group waits for, also in a stream without groups; 0 to leave that to consumers. */
    private Duration maxAge = Duration.ZERO;

    public boolean isSync() {
        return sync;
    }

    public void setSync(boolean sync) {
        this.sync = sync;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public long getMaxLength() {
        return maxLength;
    }

    public void setMaxLength(long maxLength) {
        this.maxLength = maxLength;
    }

    public Duration getMaxAge() {
        return maxAge;
    }

    public void setMaxAge(Duration maxAge) {
        this.maxAge = maxAge;
    }
}
