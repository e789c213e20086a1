package io.machinenativeops.local;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The one place where the state of all parts is kept; every change is on disk before anybody is told. */
final class Board {

    private final StateFile file;
    private StackState state;

    Board(StateFile file, StackState initial) {
        this.file = file;
        this.state = initial;
        file.write(initial);
    }

    synchronized StackState state() {
        return state;
    }

    synchronized void update(String name, UnaryOperator<PartState> change) {
        List<PartState> parts = new ArrayList<>(state.parts());
        parts.replaceAll(part -> part.name().equals(name) ? change.apply(part) : part);
        state = new StackState(state.supervisor(), state.gatewayUrl(), state.startedAt(), parts);
        file.write(state);
        notifyAll();
    }

    synchronized void await(Predicate<StackState> condition) throws InterruptedException {
        while (!condition.test(state)) {
            wait();
        }
    }
}
