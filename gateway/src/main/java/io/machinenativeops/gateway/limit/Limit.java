package io.machinenativeops.gateway.limit;

/**
 * A limit as one request meets it.
 *
 * @param name what it is for: {@code key}, {@code user}, {@code organization}, {@code route}, {@code address}
 * @param whose whom it counts
 * @param size how much
 */
record Limit(String name, String whose, LimitSize size) {

    /** Where its bucket is kept. A limit of another size begins anew, in a bucket of its own. */
    String bucket() {
        return "mno:limit:" + name + ":" + whose + ":" + size;
    }
}
