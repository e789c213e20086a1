package io.machinenativeops.tokentracking.usage;

/**
 * Output counts of a dialect whose output includes its parts.
 *
 * @param total all output tokens
 */
record InclusiveOutput(long total, long reasoning, long audio, long image, long video) {}
