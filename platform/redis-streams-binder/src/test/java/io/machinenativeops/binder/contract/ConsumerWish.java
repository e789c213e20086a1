package io.machinenativeops.binder.contract;

/**
 * What a test wants of a consumer, in terms that every binder has.
 *
 * @param maxAttempts including the first
 * @param backOffMillis pause before the second attempt; it doubles
 * @param batchMax messages in a batch at most
 * @param redeliverAfterMillis when messages of a consumer that is gone are delivered again
 * @param partition the only one to read; -1 when not partitioned
 */
public record ConsumerWish(
        int maxAttempts,
        int backOffMillis,
        int concurrency,
        boolean batch,
        int batchMax,
        boolean manualAck,
        int redeliverAfterMillis,
        int partition) {

    /** One attempt, one reader, acknowledged by the binder. */
    public static ConsumerWish simple() {
        return new ConsumerWish(1, 50, 1, false, 100, false, 60_000, -1);
    }

    public ConsumerWish attempts(int attempts, int pauseMillis) {
        return new ConsumerWish(
                attempts, pauseMillis, concurrency, batch, batchMax, manualAck, redeliverAfterMillis, partition);
    }

    public ConsumerWish readers(int readers) {
        return new ConsumerWish(
                maxAttempts, backOffMillis, readers, batch, batchMax, manualAck, redeliverAfterMillis, partition);
    }

    public ConsumerWish batches(int most) {
        return new ConsumerWish(
                maxAttempts, backOffMillis, concurrency, true, most, manualAck, redeliverAfterMillis, partition);
    }

    public ConsumerWish acknowledgedByHand() {
        return new ConsumerWish(
                maxAttempts, backOffMillis, concurrency, batch, batchMax, true, redeliverAfterMillis, partition);
    }

    public ConsumerWish redeliverAfter(int millis) {
        return new ConsumerWish(maxAttempts, backOffMillis, concurrency, batch, batchMax, manualAck, millis, partition);
    }

    public ConsumerWish partition(int index) {
        return new ConsumerWish(
                maxAttempts, backOffMillis, concurrency, batch, batchMax, manualAck, redeliverAfterMillis, index);
    }
}
