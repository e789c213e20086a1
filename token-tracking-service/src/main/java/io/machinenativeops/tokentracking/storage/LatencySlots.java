package io.machinenativeops.tokentracking.storage;

/**
 * How durations are counted: in a slot of its own for each of 0 to 50 ms, then in slots that each end 3.4 % above the one
 * before. What is read from a slot is at most 2 % off its values, whole milliseconds; that holds for no wider slots.
 */
public final class LatencySlots {

    /** How many there are: the longest duration that a column holds, 2^32 - 1 ms, lies in the last. */
    public static final int COUNT = 598;

    private static final int EXACT = 50;
    private static final double FACTOR = 1.034;

    private LatencySlots() {}

    /** The duration that stands for a slot: it has the same relative distance from both ends. */
    public static long milliseconds(int slot) {
        return slot <= EXACT ? slot : Math.round(2 * EXACT * Math.pow(FACTOR, slot - EXACT) / (FACTOR + 1));
    }

    /** Counts by slot of a column in milliseconds, by sign; V2__usage_rollups.sql says the same. */
    static String counts(String column) {
        var some = "ifNull(" + column + ", 0)";
        return "sumMapIf(map(toInt16(if(" + some + " <= " + EXACT + ", " + some + ", " + EXACT + " + ceil(log(greatest("
                + some + ", 1) / " + EXACT + ") / log(" + FACTOR + ")))), toInt64(sign)), " + column + " IS NOT NULL)";
    }
}
