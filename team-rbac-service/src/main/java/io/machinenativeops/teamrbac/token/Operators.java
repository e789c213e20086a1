package io.machinenativeops.teamrbac.token;

import java.util.UUID;

/** Who runs the platform. */
@FunctionalInterface
public interface Operators {

    boolean includes(UUID user);
}
