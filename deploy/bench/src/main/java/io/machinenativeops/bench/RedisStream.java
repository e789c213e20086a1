package io.machinenativeops.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One connection to Redis that appends entries to a stream as our services do: headers in {@code h}, the event in {@code p}. */
final class RedisStream implements AutoCloseable {

    private static final byte[] HEADERS = "{\"contentType\":\"application/json\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT = (int) Duration.ofSeconds(30).toMillis();

    private final byte[] head;
    private final Socket socket;
    private final InputStream in;

    /** @param destination name of the stream in Spring Cloud Stream */
    RedisStream(int port, String destination) throws IOException {
        var key = "{" + destination + "}";
        head = ("*7\r\n$4\r\nXADD\r\n$%d\r\n%s\r\n$1\r\n*\r\n$1\r\nh\r\n$%d\r\n"
                                .formatted(key.length(), key, HEADERS.length)
                        + new String(HEADERS, StandardCharsets.US_ASCII) + "\r\n$1\r\np\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Appends an entry; when this returns, Redis has it. */
    void append(byte[] event) throws IOException {
        var command = new ByteArrayOutputStream(head.length + event.length + 16);
        command.write(head);
        command.write(("$" + event.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        command.write(event);
        command.write('\r');
        command.write('\n');
        socket.getOutputStream().write(command.toByteArray());
        var length = line();
        if (!length.startsWith("$")) {
            throw new IOException("Redis refused an entry: " + length);
        }
        line();
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("Redis closed the connection");
            }
            if (read != '\r') {
                text.append((char) read);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ended) {
            // Nothing is lost with it.
        }
    }
}
