package io.machinenativeops.gateway;

import java.io.IOException;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import org.springframework.util.unit.DataSize;

/** Passes a body on up to a number of bytes; counts what comes, so it also holds where no length was announced. */
final class LimitedBody extends ServletInputStream {

    /** The body is longer than the limit. */
    static final class TooLong extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /** The caller broke off, or sent no proper HTTP. */
    static final class Unreadable extends IOException {

        private static final long serialVersionUID = 1L;

        Unreadable(IOException cause) {
            super(cause);
        }
    }

    static ProblemException tooLarge(DataSize limit) {
        return new ProblemException(
                CommonProblem.PAYLOAD_TOO_LARGE,
                "The body has more than %d bytes, which is the limit.".formatted(limit.toBytes()));
    }

    private final ServletInputStream source;
    private long left;

    LimitedBody(ServletInputStream source, long limit) {
        this.source = source;
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        final int read;
        try {
            read = source.read(buffer, offset, length);
        } catch (IOException e) {
            throw new Unreadable(e);
        }
        left -= Math.max(read, 0);
        if (left < 0) {
            throw new TooLong();
        }
        return read;
    }

    @Override
    public boolean isFinished() {
        return source.isFinished();
    }

    @Override
    public boolean isReady() {
        return source.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("bodies are read by blocking");
    }
}
