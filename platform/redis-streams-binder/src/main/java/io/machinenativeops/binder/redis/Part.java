package io.machinenativeops.binder.redis;

/**
 * One part of an entry, with the id that is claimed for it.
 *
 * @param id unique in the request's scope
 * @param fingerprint of the content, to tell a duplicate from a conflict
 * @param body what the entry's payload gets when the part is new
 */
// Bytes pass through untouched: two of these are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Part(String id, String fingerprint, byte[] body) {

    public Part {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id is empty: expected the id to claim");
        }
    }
}
