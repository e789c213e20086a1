package io.machinenativeops.platform.idempotency;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request whose body was read, so that a transaction does not wait for a slow sender. */
final class BufferedRequest extends HttpServletRequestWrapper {

    private static final int MOST_BYTES = 1024 * 1024;

    private final byte[] body;

    /** @throws ProblemException when the body is larger than what is worked on with a key */
    BufferedRequest(HttpServletRequest request) throws IOException {
        super(request);
        body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new ProblemException(
                    CommonProblem.PAYLOAD_TOO_LARGE,
                    "The body is larger than " + MOST_BYTES
                            + " bytes, the most for a request with an Idempotency-Key.");
        }
    }

    /** Of all that makes the request: the same for one that is sent again. */
    byte[] fingerprint() {
        return AnswerSeal.sha256(
                getMethod().getBytes(StandardCharsets.UTF_8),
                getRequestURI().getBytes(StandardCharsets.UTF_8),
                Objects.requireNonNullElse(getQueryString(), "").getBytes(StandardCharsets.UTF_8),
                body);
    }

    @Override
    public ServletInputStream getInputStream() {
        var bytes = new ByteArrayInputStream(body);
        return new ServletInputStream() {
            @Override
            public int read() {
                return bytes.read();
            }

            @Override
            public int read(byte[] into, int from, int length) {
                return bytes.read(into, from, length);
            }

            @Override
            public boolean isFinished() {
                return bytes.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException("the body was read already: expected a blocking reader");
            }
        };
    }

    @Override
    public BufferedReader getReader() {
        var named = getCharacterEncoding();
        var charset = named == null ? StandardCharsets.UTF_8 : Charset.forName(named);
        return new BufferedReader(new InputStreamReader(getInputStream(), charset));
    }
}
