package io.machinenativeops.gateway.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Shares a number of places among those who want some now. While a quarter is free everybody gets what they ask for; beyond
 * that nobody gets more than an equal share. Who is alone may have all up to a bound that leaves room for who comes next.
 */
final class FairShare {

    /** Who asked within this time still counts as one who wants places. */
    private static final long REMEMBERED = TimeUnit.SECONDS.toNanos(5);

    private static final int MANY = 1_000;

    private static final class Use {

        private final AtomicInteger held = new AtomicInteger();
        private volatile long asked = System.nanoTime();

        private boolean isIdle(long now) {
            return held.get() == 0 && now - asked > REMEMBERED;
        }
    }

    private final int places;
    private final int alone;
    private final AtomicInteger held = new AtomicInteger();
    private final ConcurrentHashMap<String, Use> uses = new ConcurrentHashMap<>();

    /**
     * Places to share.
     *
     * @param places how many there are
     * @param alone how many one may have at most, also when nobody else is there
     */
    FairShare(int places, int alone) {
        this.places = places;
        this.alone = alone;
    }

    /** Takes a place; false when the share is used up. What was taken is to be given back. */
    boolean take(String who) {
        var use = uses.compute(who, (_, known) -> {
            var one = known == null ? new Use() : known;
            one.asked = System.nanoTime();
            one.held.incrementAndGet();
            return one;
        });
        var all = held.incrementAndGet();
        if (use.held.get() <= alone && (isRoomy(all) || use.held.get() <= share())) {
            return true;
        }
        giveBack(who);
        return false;
    }

    void giveBack(String who) {
        var use = uses.get(who);
        if (use != null) {
            use.held.decrementAndGet();
            held.decrementAndGet();
        }
        if (uses.size() > MANY) {
            forgetIdle();
        }
    }

    /** What each may have now when places are scarce. */
    int share() {
        forgetIdle();
        var wanting = uses.size();
        return wanting <= 1 ? alone : Math.max(1, places / wanting);
    }

    private boolean isRoomy(int all) {
        return all <= places - places / 4;
    }

    private void forgetIdle() {
        var now = System.nanoTime();
        uses.keySet().forEach(who -> uses.computeIfPresent(who, (_, use) -> use.isIdle(now) ? null : use));
    }
}
