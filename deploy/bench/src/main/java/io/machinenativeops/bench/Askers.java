package io.machinenativeops.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Tokens of organisations by their number, each exchanged for the organisation's key and again before it ends. */
final class Askers {

    private static final Duration USED = Duration.ofMinutes(4);

    private final TokenEndpoint endpoint;
    private final Keys keys;
    private final ConcurrentMap<Integer, Held> held = new ConcurrentHashMap<>();

    private record Held(String authorization, long since) {}

    Askers(TokenEndpoint endpoint, Keys keys) {
        this.endpoint = endpoint;
        this.keys = keys;
    }

    /** The value of the header {@code Authorization}. */
    String of(int tenant, Http http) throws IOException {
        var found = held.get(tenant);
        if (found == null || System.nanoTime() - found.since() > USED.toNanos()) {
            found = new Held(
                    "Bearer "
                            + TokenEndpoint.field(
                                    endpoint.exchange(http, keys.text(Tenants.keyId(tenant, 0))), "access_token"),
                    System.nanoTime());
            held.put(tenant, found);
        }
        return found.authorization();
    }
}
