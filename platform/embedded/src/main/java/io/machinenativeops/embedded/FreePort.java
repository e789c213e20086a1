package io.machinenativeops.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Picks and checks ports on loopback. */
final class FreePort {

    private FreePort() {}

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
