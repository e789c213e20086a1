package io.machinenativeops.teamrbac.access;

/** How much an organisation may have and a question may ask. Beyond it is an error, never a refusal that looks like an answer. */
public enum Limit {
    DEPTH(8, "levels from a scope up to the organisation, both counted"),
    MEMBERS(100_000, "members with their keys"),
    BINDINGS(500_000, "role bindings"),
    DENIES(50_000, "denies"),
    ROLES(1_000, "roles of its own"),
    NODES(100_000, "teams and projects"),
    BATCH(1_000, "checks in one request"),
    PAGE(10_000, "items in one page");

    private final int most;
    private final String what;

    Limit(int most, String what) {
        this.most = most;
        this.what = what;
    }

    public int most() {
        return most;
    }

    public String what() {
        return what;
    }

    /**
     * Throws if there are more than allowed.
     *
     * @throws LimitExceededException if {@code found} is above
     */
    public void check(long found) {
        if (found > most) {
            throw new LimitExceededException(this, found);
        }
    }
}
