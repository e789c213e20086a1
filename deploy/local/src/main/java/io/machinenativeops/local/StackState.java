package io.machinenativeops.local;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the supervisor tells the other commands, through {@link StateFile}.
 *
 * @param supervisor the process that watches the parts
 * @param gatewayUrl where this stack is reached
 * @param parts in the order they are started; they are stopped in the reverse order
 */
record StackState(ProcessIdentity supervisor, String gatewayUrl, Instant startedAt, List<PartState> parts) {

    StackState {
        parts = List.copyOf(parts);
    }

    boolean ready() {
        return parts.stream().allMatch(part -> part.state() == PartState.State.READY);
    }

    Optional<PartState> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }
}
