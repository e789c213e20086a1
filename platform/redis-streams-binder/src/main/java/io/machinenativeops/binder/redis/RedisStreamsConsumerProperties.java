package io.machinenativeops.binder.redis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What a consumer binding can set under {@code spring.cloud.stream.redis-streams.bindings.<name>.consumer}. */
public class RedisStreamsConsumerProperties {

    /** When an entry counts as done. */
    private AckMode ackMode = AckMode.AUTO;

    /** Where a new group begins; by default earliest, and latest for an anonymous one. */
    private @Nullable StartOffset startOffset;

    /** When positive, a new group begins with the entries of this age, whatever the start offset. */
    private Duration startBack = Duration.ZERO;

    /** This consumer's name in its group, for a consumer that takes up its own work after a restart; must be unique. Made up by default. */
    private @Nullable String consumerName;

    /** Whether entries that cannot be handled go to the dead-letter stream; else they are delivered again for ever. */
    private boolean enableDlq = true;

    /** Deliveries, also by crashed consumers, after which an entry is a dead letter; 0 for no bound. */
    private int maxDeliveries = 10;

    /** Entries read at once where they are handled one by one. */
    private int prefetch = 32;

    /** Entries in a batch at most. */
    private int batchMaxEntries = 500;

    /** Payload bytes in a batch at most; a larger entry makes a batch of its own. */
    private DataSize batchMaxBytes = DataSize.ofMegabytes(8);

    /** How long a batch that is not full waits for more. */
    private Duration batchLinger = Duration.ZERO;

    /** The least time from the beginning of one batch to that of the next, unless that is full. */
    private Duration batchInterval = Duration.ZERO;

    /** Entries delivered and not acknowledged at which reading pauses. */
    private int maxInFlight = 10_000;

    /** How long one read waits at the server. */
    private Duration pollTimeout = Duration.ofSeconds(2);

    /** How long an entry lies idle before another consumer takes it over. */
    private Duration claimMinIdle = Duration.ofSeconds(30);

    /** How often abandoned entries are looked for. */
    private Duration claimInterval = Duration.ofSeconds(5);

    /** How long a stop waits for handlers and acknowledgements. */
    private Duration shutdownTimeout = Duration.ofSeconds(20);

    /** Whether this consumer drops entries that every group is done with. */
    private boolean trim = true;

    /** Age that entries reach before they are dropped. */
    private Duration trimRetention = Duration.ofMinutes(1);

    /** How often old entries are dropped, and lag and pending are measured. */
    private Duration trimInterval = Duration.ofSeconds(15);

    /** Idle time after which a consumer without entries, or an anonymous group, is forgotten. */
    private Duration consumerExpiry = Duration.ofHours(1);

    public AckMode getAckMode() {
        return ackMode;
    }

    public void setAckMode(AckMode ackMode) {
        this.ackMode = ackMode;
    }

    public @Nullable StartOffset getStartOffset() {
        return startOffset;
    }

    public void setStartOffset(@Nullable StartOffset startOffset) {
        this.startOffset = startOffset;
    }

    public Duration getStartBack() {
        return startBack;
    }

    public void setStartBack(Duration startBack) {
        this.startBack = startBack;
    }

    public @Nullable String getConsumerName() {
        return consumerName;
    }

    public void setConsumerName(@Nullable String consumerName) {
        this.consumerName = consumerName;
    }

    public boolean isEnableDlq() {
        return enableDlq;
    }

    public void setEnableDlq(boolean enableDlq) {
        this.enableDlq = enableDlq;
    }

    public int getMaxDeliveries() {
        return maxDeliveries;
    }

    public void setMaxDeliveries(int maxDeliveries) {
        this.maxDeliveries = maxDeliveries;
    }

    public int getPrefetch() {
        return prefetch;
    }

    public void setPrefetch(int prefetch) {
        this.prefetch = prefetch;
    }

    public int getBatchMaxEntries() {
        return batchMaxEntries;
    }

    public void setBatchMaxEntries(int batchMaxEntries) {
        this.batchMaxEntries = batchMaxEntries;
    }

    public DataSize getBatchMaxBytes() {
        return batchMaxBytes;
    }

    public void setBatchMaxBytes(DataSize batchMaxBytes) {
        this.batchMaxBytes = batchMaxBytes;
    }

    public Duration getBatchInterval() {
        return batchInterval;
    }

    public void setBatchInterval(Duration batchInterval) {
        this.batchInterval = batchInterval;
    }

    public Duration getBatchLinger() {
        return batchLinger;
    }

    public void setBatchLinger(Duration batchLinger) {
        this.batchLinger = batchLinger;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public Duration getPollTimeout() {
        return pollTimeout;
    }

    public void setPollTimeout(Duration pollTimeout) {
        this.pollTimeout = pollTimeout;
    }

    public Duration getClaimMinIdle() {
        return claimMinIdle;
    }

    public void setClaimMinIdle(Duration claimMinIdle) {
        this.claimMinIdle = claimMinIdle;
    }

    public Duration getClaimInterval() {
        return claimInterval;
    }

    public void setClaimInterval(Duration claimInterval) {
        this.claimInterval = claimInterval;
    }

    public Duration getShutdownTimeout() {
        return shutdownTimeout;
    }

    public void setShutdownTimeout(Duration shutdownTimeout) {
        this.shutdownTimeout = shutdownTimeout;
    }

    public boolean isTrim() {
        return trim;
    }

    public void setTrim(boolean trim) {
        this.trim = trim;
    }

    public Duration getTrimRetention() {
        return trimRetention;
    }

    public void setTrimRetention(Duration trimRetention) {
        this.trimRetention = trimRetention;
    }

    public Duration getTrimInterval() {
        return trimInterval;
    }

    public void setTrimInterval(Duration trimInterval) {
        this.trimInterval = trimInterval;
    }

    public Duration getConsumerExpiry() {
        return consumerExpiry;
    }

    public void setConsumerExpiry(Duration consumerExpiry) {
        this.consumerExpiry = consumerExpiry;
    }
}
