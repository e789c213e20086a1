package io.machinenativeops.tokentracking.ingest.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.ingest.IngestService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RequestBodiesTest {

    private static final DataSize LARGEST = DataSize.ofKilobytes(40);

    private final RequestBodies bodies = new RequestBodies(DataSize.ofKilobytes(60), 2);

    @Test
    void givesTheBodyUpToItsLargestSize() {
        for (int size : new int[] {0, 1, 16 * 1024, 40 * 1024}) {
            assertThat(read(request(new byte[size], null)).length).isEqualTo(size);
        }
        refused(request(new byte[40 * 1024 + 1], null), CommonProblem.PAYLOAD_TOO_LARGE);
    }

    @Test
    void inflatesGzipAndDeflate() throws IOException {
        byte[] plain = new byte[30_000];
        Arrays.fill(plain, (byte) 'a');
        var deflated = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(deflated)) {
            out.write(plain);
        }

        assertThat(read(request(IngestService.gzip(plain), "GZIP"))).isEqualTo(plain);
        assertThat(read(request(deflated.toByteArray(), "deflate"))).isEqualTo(plain);
        assertThat(read(request(plain, "identity"))).isEqualTo(plain);
    }

    @Test
    void refusesWhatIsBrokenOrUnknown() {
        byte[] gzip = IngestService.gzip(new byte[10_000]);
        refused(request(Arrays.copyOf(gzip, gzip.length - 8), "gzip"), CommonProblem.MALFORMED_REQUEST);
        refused(request(new byte[10], "gzip"), CommonProblem.MALFORMED_REQUEST);
        refused(request(IngestService.gzip(new byte[50_000]), "gzip"), CommonProblem.PAYLOAD_TOO_LARGE);
        refused(request(new byte[10], "gzip, gzip"), CommonProblem.UNSUPPORTED_MEDIA_TYPE);
        refused(request(new byte[10], "zstd"), CommonProblem.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void bodiesInFlightAreBoundedTogetherAndGiveTheirRoomBack() {
        var large = new byte[39 * 1024];

        bodies.with(request(large, null), LARGEST, 1, held -> {
            refused(request(large, null), CommonProblem.TOO_MANY_REQUESTS);
            return held;
        });

        assertThat(read(request(large, null))).hasSize(large.length);
        assertThatExceptionOfType(ProblemException.class)
                .as("what is read from it weighs more than the body")
                .isThrownBy(() -> bodies.with(request(large, null), LARGEST, 2, body -> body))
                .satisfies(refusal -> assertThat(refusal.type()).isEqualTo(CommonProblem.TOO_MANY_REQUESTS));
    }

    @Test
    void worksOnSoManyAtOnceAndGivesEachTurnBack() {
        bodies.with(request(new byte[1], null), LARGEST, 1, first -> {
            bodies.with(request(new byte[1], null), LARGEST, 1, second -> {
                refused(request(new byte[1], null), CommonProblem.TOO_MANY_REQUESTS);
                return second;
            });
            return read(request(first, null));
        });
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> bodies.with(request(new byte[1], null), LARGEST, 1, _ -> {
                    throw new IllegalStateException("failed at work");
                }));

        assertThat(read(request(new byte[1], null))).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestBodies(LARGEST, 0))
                .withMessageContaining("mno.ingest.at-once: 0");
    }

    private byte[] read(MockHttpServletRequest request) {
        return bodies.with(request, LARGEST, 1, body -> body);
    }

    private void refused(MockHttpServletRequest request, CommonProblem problem) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> read(request))
                .satisfies(refusal -> assertThat(refusal.type()).isEqualTo(problem));
    }

    private static MockHttpServletRequest request(byte[] body, @Nullable String encoding) {
        var request = new MockHttpServletRequest("POST", "/");
        request.setContent(body);
        if (encoding != null) {
            request.addHeader("Content-Encoding", encoding);
        }
        return request;
    }
}
