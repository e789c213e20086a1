package io.machinenativeops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** When Redis syncs, as it says itself: a figure without it says little. */
final class RedisPolicy {

    private static final int TIMEOUT = 2_000;
    private static final int LINES = 5;

    private RedisPolicy() {}

    /** {@code always}, {@code everysec} or {@code no}; {@code unknown} where Redis does not tell. */
    static String of(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT);
            socket.getOutputStream().write("CONFIG GET appendfsync\r\n".getBytes(StandardCharsets.US_ASCII));
            var reply = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String last = "";
            // *2, $11, appendfsync, $6, always
            for (int line = 0; line < LINES; line++) {
                last = reply.readLine();
                if (last == null || last.startsWith("-")) {
                    return "unknown";
                }
            }
            return last;
        } catch (IOException | IllegalArgumentException away) {
            return "unknown";
        }
    }
}
