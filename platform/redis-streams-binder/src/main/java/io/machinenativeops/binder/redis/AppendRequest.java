package io.machinenativeops.binder.redis;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What one {@link AppendOnce} call appends. The entry's payload is {@code prefix}, the bodies of the new parts with
 * {@code separator} between them, and {@code suffix}.
 *
 * @param destination the stream's destination, as in the bindings
 * @param scope the space in which ids are unique, for example a tenant; may be empty
 * @param headers the headers of the entry's message: strings, numbers, booleans
 * @param prefix bytes before the first body
 * @param separator bytes between two bodies
 * @param suffix bytes after the last body
 * @param parts at least one part
 * @param notClaimedBefore the moment before which none of the ids was claimed, as far as the caller knows: where the stream does
 *     not remember all claims since then, nothing is appended; null to make do with what is remembered
 */
// Bytes pass through untouched: two of these are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record AppendRequest(
        String destination,
        String scope,
        Map<String, Object> headers,
        byte[] prefix,
        byte[] separator,
        byte[] suffix,
        List<Part> parts,
        @Nullable Instant notClaimedBefore) {

    public AppendRequest {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts are empty: expected at least one part to append");
        }
        headers = Map.copyOf(headers);
        parts = List.copyOf(parts);
    }

    /** A request that makes do with what is remembered. */
    public AppendRequest(
            String destination,
            String scope,
            Map<String, Object> headers,
            byte[] prefix,
            byte[] separator,
            byte[] suffix,
            List<Part> parts) {
        this(destination, scope, headers, prefix, separator, suffix, parts, null);
    }
}
