package io.machinenativeops.tokentracking.ingest.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.ingest.reading.EventFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Reads bodies of requests, plain or compressed, within bounds of size. */
public final class RequestBodies {

    private static final int FIRST = 16 * 1024;

    private final BodyBudget budget;
    private final Turns turns;

    RequestBodies(DataSize inFlight, int atOnce) {
        this.budget = new BodyBudget(inFlight);
        this.turns = new Turns(atOnce);
    }

    /**
     * Reads a body, inflated if need be, and gives it to the work; the memory counts as taken until the work returns.
     *
     * @param largest bytes before and after inflation
     * @param weight bytes of memory that a byte of the body takes while the work is done
     * @throws ProblemException 413 when it is larger than allowed, told before more is read or inflated; 415 for an encoding
     *     other than gzip, deflate and identity; 400 when it is cut short or not what its encoding says; 429 when the bodies in
     *     flight leave no room, or too many are worked on
     */
    public <T> T with(HttpServletRequest request, DataSize largest, int weight, Function<byte[], T> work) {
        if (request.getContentLengthLong() > largest.toBytes()) {
            throw tooLarge("has " + request.getContentLengthLong() + " bytes", largest);
        }
        try (var share = budget.share(weight)) {
            var body = read(request, largest, share);
            // Only now: a caller who sends slowly keeps nobody from the work.
            try (var _ = turns.take()) {
                return work.apply(body);
            }
        }
    }

    private static byte[] read(HttpServletRequest request, DataSize largest, BodyBudget.Share share) {
        var encoding = encoding(request.getHeader("Content-Encoding"));
        try (var in = decoded(request.getInputStream(), encoding)) {
            return read(in, encoding, room(request, encoding), largest, share);
        } catch (IOException broken) {
            throw new ProblemException(
                    CommonProblem.MALFORMED_REQUEST,
                    "The body ends early" + (encoding.equals("identity") ? "." : " or is not " + encoding + "."));
        }
    }

    /** Bytes to begin with: what a small body says it has, and one by which its end is found. */
    private static int room(HttpServletRequest request, String encoding) {
        long length = request.getContentLengthLong();
        return encoding.equals("identity") && length >= 0 && length < FIRST ? (int) length + 1 : FIRST;
    }

    private static byte[] read(InputStream in, String encoding, int room, DataSize largest, BodyBudget.Share share)
            throws IOException {
        int most = Math.toIntExact(largest.toBytes());
        share.growTo(room);
        byte[] body = new byte[room];
        int length = 0;
        while (true) {
            int read = in.read(body, length, body.length - length);
            if (read < 0) {
                return Arrays.copyOf(body, length);
            }
            length += read;
            if (length > most) {
                throw tooLarge(encoding.equals("identity") ? "is larger" : "inflates to more", largest);
            }
            if (length == body.length) {
                int grown = Math.min(2 * length, most + 1);
                share.growTo(grown);
                body = Arrays.copyOf(body, grown);
            }
        }
    }

    private static ProblemException tooLarge(String found, DataSize largest) {
        return new ProblemException(
                CommonProblem.PAYLOAD_TOO_LARGE,
                "The body " + found + ": expected at most " + largest.toBytes() + " bytes (" + largest.toMegabytes()
                        + " MB), compressed or not. Send smaller batches.");
    }

    private static String encoding(@Nullable String header) {
        var encoding =
                header == null || header.isBlank() ? "identity" : header.strip().toLowerCase(Locale.ROOT);
        return encoding.equals("x-gzip") ? "gzip" : encoding;
    }

    private static InputStream decoded(InputStream in, String encoding) throws IOException {
        return switch (encoding) {
            case "identity" -> in;
            case "gzip" -> new GZIPInputStream(in, FIRST);
            case "deflate" -> new InflaterInputStream(in);
            default ->
                throw new ProblemException(
                        CommonProblem.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Encoding '" + EventFields.shown(encoding)
                                + "' is not supported here; gzip, deflate and identity are.");
        };
    }
}
