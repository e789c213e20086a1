package io.machinenativeops.bench;

import java.util.OptionalDouble;

/** Looks for the highest rate that holds: half as much again while it does, then halves the gap to the first that did not. */
final class RateSearch {

    private static final double STEP = 1.5;
    /** When the gap is a twentieth, the next step would show the machine's mood and no more. */
    private static final double CLOSE = 1.05;

    private double held;
    private double broke = Double.POSITIVE_INFINITY;
    private double trying;

    RateSearch(double first) {
        trying = first;
    }

    double trying() {
        return trying;
    }

    /** The highest rate that held; empty while none has. */
    OptionalDouble best() {
        return held > 0 ? OptionalDouble.of(held) : OptionalDouble.empty();
    }

    /** Takes the verdict on {@link #trying}; whether there is another rate to try. */
    boolean goesOn(boolean holds) {
        if (holds) {
            held = Math.max(held, trying);
        } else {
            broke = Math.min(broke, trying);
        }
        if (Double.isInfinite(broke)) {
            trying = held * STEP;
            return true;
        }
        if (held == 0) {
            trying = broke / 2;
            return trying >= 1;
        }
        trying = (held + broke) / 2;
        return broke / held > CLOSE * CLOSE;
    }
}
