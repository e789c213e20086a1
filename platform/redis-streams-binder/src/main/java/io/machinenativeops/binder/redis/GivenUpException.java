package io.machinenativeops.binder.redis;

/** Cause of a dead letter whose consumers did not come back to say one: they crashed or were released again and again. */
final class GivenUpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GivenUpException(long deliveries, int bound) {
        super("delivered " + deliveries + " times without being acknowledged: expected at most " + bound);
    }
}
