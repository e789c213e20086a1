package io.machinenativeops.binder.redis;

import java.util.Map;

/**
 * One entry of a stream.
 *
 * @param id the entry's id, {@code <milliseconds>-<sequence>}
 * @param payload the message's payload
 * @param headers the message's headers
 */
// Bytes pass through untouched: two of these are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record StreamEntry(String id, byte[] payload, Map<String, Object> headers) {}
