package io.machinenativeops.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.IntFunction;

/** Picks, checks and hands out ports on loopback. */
final class FreePort {

    private static final int ATTEMPTS = 5;

    private FreePort() {}

    /**
     * Starts something on the wanted port, or on a free one for 0; then another port is tried when a foreign process took
     * the first between choice and use.
     */
    static <T> T use(int wanted, IntFunction<T> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.apply(choose(wanted));
            } catch (EmbeddedStoreException e) {
                if (wanted != 0
                        || attempt == ATTEMPTS
                        || !String.valueOf(e.getMessage()).contains("in use")) {
                    throw e;
                }
            }
        }
    }

    /** The given port if nobody listens on it, or any free one for 0. */
    static int choose(int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedStoreException(
                    "Port " + wanted + " on 127.0.0.1 is taken by another process; free it or choose another port", e);
        }
    }
}
