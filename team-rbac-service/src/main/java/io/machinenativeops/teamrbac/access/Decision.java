package io.machinenativeops.teamrbac.access;

/** The answer to one check, with its reason. */
public record Decision(boolean allowed, Proof proof) {

    public Decision {
        if (allowed != proof instanceof Proof.Granted) {
            throw new IllegalArgumentException("allowed is " + allowed + " by " + proof);
        }
    }

    static Decision by(Proof proof) {
        return new Decision(proof instanceof Proof.Granted, proof);
    }
}
