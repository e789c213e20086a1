package io.machinenativeops.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over one connection that is kept open, for the requests whose number counts: one write and as few reads as there are
 * packets, so that the generator takes little of the cores that it shares. No proxy, no TLS, no redirects, no retries.
 */
final class Wire implements AutoCloseable {

    private static final int CONNECT = 5_000;
    private static final int ROOM = 16 * 1024;
    /** After so long a server may have closed the connection, which is looked for before it is used again. */
    private static final long IDLE_NANOS = Duration.ofSeconds(2).toNanos();

    private final int timeout;
    private final byte[] room = new byte[ROOM];
    private int at;
    private int end;
    private @Nullable Socket socket;
    private long usedAt;

    Wire(Duration timeout) {
        this.timeout = Math.toIntExact(timeout.toMillis());
    }

    /** @param body null for a request without */
    Http.Reply exchange(
            String method,
            URI url,
            @Nullable String authorization,
            @Nullable String contentType,
            byte @Nullable [] body)
            throws IOException {
        var open = connected(url);
        boolean kept = false;
        try {
            open.getOutputStream().write(request(method, url, authorization, contentType, body));
            at = 0;
            end = 0;
            var in = open.getInputStream();
            var status = line(in);
            long length = -1;
            boolean chunked = false;
            boolean closes = false;
            for (var header = line(in); !header.isEmpty(); header = line(in)) {
                var lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Long.parseLong(value(lower));
                } else if (lower.startsWith("transfer-encoding:")) {
                    chunked = value(lower).equals("chunked");
                } else if (lower.startsWith("connection:")) {
                    closes = value(lower).equals("close");
                }
            }
            int code = Integer.parseInt(status.substring(9, 12));
            boolean ends = chunked || length >= 0 || code == 204 || code == 304;
            var text = new ByteArrayOutputStream();
            if (chunked) {
                chunks(in, text);
            } else if (ends) {
                take(in, Math.max(0, length), text);
            } else {
                text.write(room, at, end - at);
                in.transferTo(text);
            }
            kept = ends && !closes;
            usedAt = System.nanoTime();
            return new Http.Reply(code, text.toString(StandardCharsets.UTF_8));
        } catch (NumberFormatException | StringIndexOutOfBoundsException odd) {
            throw new IOException("the answer of " + url + " is no HTTP", odd);
        } finally {
            if (!kept) {
                close();
            }
        }
    }

    private static byte[] request(
            String method,
            URI url,
            @Nullable String authorization,
            @Nullable String contentType,
            byte @Nullable [] body) {
        var query = url.getRawQuery();
        var head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(url.getRawPath())
                .append(query == null ? "" : "?" + query)
                .append(" HTTP/1.1\r\nHost: ")
                .append(url.getRawAuthority())
                .append("\r\n");
        if (authorization != null) {
            head.append("Authorization: ").append(authorization).append("\r\n");
        }
        if (body != null) {
            head.append("Content-Type: ")
                    .append(contentType)
                    .append("\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        var first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        if (body == null) {
            return first;
        }
        var all = new byte[first.length + body.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    private Socket connected(URI url) throws IOException {
        var open = socket;
        if (open != null && (System.nanoTime() - usedAt < IDLE_NANOS || isOpen(open))) {
            return open;
        }
        close();
        var fresh = new Socket();
        socket = fresh;
        fresh.setTcpNoDelay(true);
        fresh.connect(new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort()), CONNECT);
        fresh.setSoTimeout(timeout);
        return fresh;
    }

    private boolean isOpen(Socket open) throws IOException {
        open.setSoTimeout(1);
        try {
            // Nothing was asked: what comes is the end, or belongs to nobody.
            var _ = open.getInputStream().read();
            return false;
        } catch (SocketTimeoutException quiet) {
            open.setSoTimeout(timeout);
            return true;
        } catch (IOException broken) {
            return false;
        }
    }

    private static String value(String header) {
        return header.substring(header.indexOf(':') + 1).strip();
    }

    private void chunks(InputStream in, ByteArrayOutputStream text) throws IOException {
        for (int size = size(line(in)); size > 0; size = size(line(in))) {
            take(in, size, text);
            line(in);
        }
        for (var trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
            // Nobody asks for these.
        }
    }

    private static int size(String line) {
        int extension = line.indexOf(';');
        return Integer.parseInt(
                extension < 0 ? line.strip() : line.substring(0, extension).strip(), 16);
    }

    private void take(InputStream in, long length, ByteArrayOutputStream text) throws IOException {
        for (long left = length; left > 0; ) {
            if (at == end) {
                fill(in);
            }
            int here = (int) Math.min(left, end - at);
            text.write(room, at, here);
            at += here;
            left -= here;
        }
    }

    private String line(InputStream in) throws IOException {
        var line = new StringBuilder(64);
        while (true) {
            if (at == end) {
                fill(in);
            }
            char next = (char) (room[at++] & 0xff);
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append(next);
            }
        }
    }

    private void fill(InputStream in) throws IOException {
        int read = in.read(room);
        if (read < 0) {
            throw new EOFException("the connection ended before the answer did");
        }
        at = 0;
        end = read;
    }

    @Override
    public void close() {
        var open = socket;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException ended) {
                // Nothing is lost with it.
            }
        }
    }
}
