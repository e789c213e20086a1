package io.machinenativeops.tokentracking.usage;

/**
 * Input counts of a dialect whose input includes its parts.
 *
 * @param total all input tokens
 * @param cacheRead all cached tokens, of every modality
 * @param cacheWrite tokens written to the cache, lifetime not stated
 * @param audio audio tokens, cached ones included
 * @param audioCached the audio among the cached tokens
 * @param image image tokens, cached ones included
 * @param imageCached the images among the cached tokens
 * @param video video tokens
 */
record InclusiveInput(
        long total,
        long cacheRead,
        long cacheWrite,
        long audio,
        long audioCached,
        long image,
        long imageCached,
        long video) {}
