package io.machinenativeops.binder.redis;

/** Names of the headers that the binder sets on messages it delivers, and of those it looks for on messages it sends. */
public final class RedisStreamsHeaders {

    /** All headers of the binder start so; they are not sent on. */
    public static final String PREFIX = "redisStreams_";

    /** {@link Acknowledgment} of the message or batch, where {@code ack-mode=manual}. */
    public static final String ACKNOWLEDGMENT = PREFIX + "acknowledgment";

    /** {@code String}: id of the source entry; not on batches, see {@link #ENTRY_IDS}. */
    public static final String ENTRY_ID = PREFIX + "entryId";

    /** {@code List<String>}: ids of the source entries, in the order of the payload. */
    public static final String ENTRY_IDS = PREFIX + "entryIds";

    /** {@code String}: key of the source stream. */
    public static final String STREAM = PREFIX + "stream";

    /** {@code String}: the group that the message was delivered to. */
    public static final String GROUP = PREFIX + "group";

    /** {@code String}: this consumer's name in the group. */
    public static final String CONSUMER = PREFIX + "consumer";

    /** {@code Long}: how often the entry was delivered, this time included; of a batch the largest. */
    public static final String DELIVERY_COUNT = PREFIX + "deliveryCount";

    /** Sent message: {@code String}, the id to claim; the message is dropped when the id was claimed before with the same content. */
    public static final String APPEND_ONCE_ID = PREFIX + "appendOnceId";

    /** Sent message: {@code String}, the space in which {@link #APPEND_ONCE_ID} is unique; empty when left out. */
    public static final String APPEND_ONCE_SCOPE = PREFIX + "appendOnceScope";

    private RedisStreamsHeaders() {}
}
