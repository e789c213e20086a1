package io.machinenativeops.gateway.limit;

import java.util.ArrayDeque;
import java.util.Deque;

/** What one request holds. Giving it back a second time gives back nothing. */
final class Held implements Runnable {

    private final Deque<Runnable> back = new ArrayDeque<>();

    void add(Runnable givingBack) {
        back.push(givingBack);
    }

    @Override
    public void run() {
        while (!back.isEmpty()) {
            back.pop().run();
        }
    }
}
