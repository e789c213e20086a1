package io.machinenativeops.tokentracking.otlp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** The two encodings of OTLP/HTTP; a reply has the encoding of its request. */
enum OtlpEncoding {
    PROTOBUF(OtlpEncoding.PROTOBUF_TYPE) {
        @Override
        List<Span> traces(byte[] body) {
            return ProtobufTraces.read(body);
        }

        @Override
        byte[] response(int rejected, String message) {
            var response = ExportTraceServiceResponse.newBuilder();
            if (rejected > 0) {
                response.setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(rejected)
                        .setErrorMessage(message));
            }
            return response.build().toByteArray();
        }

        // google.rpc.Status: code is its field 1, message its field 2.
        @Override
        byte[] status(int code, String message) {
            var bytes = new ByteArrayOutputStream();
            var out = CodedOutputStream.newInstance(bytes);
            try {
                out.writeInt32(1, code);
                out.writeString(2, message);
                out.flush();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return bytes.toByteArray();
        }
    },

    JSON(MediaType.APPLICATION_JSON_VALUE) {
        @Override
        List<Span> traces(byte[] body) {
            return JsonTraces.read(body);
        }

        @Override
        byte[] response(int rejected, String message) {
            return rejected == 0
                    ? "{}".getBytes(StandardCharsets.UTF_8)
                    : MAPPER.writeValueAsBytes(
                            new ExportReply(new PartialSuccess(Integer.toString(rejected), message)));
        }

        @Override
        byte[] status(int code, String message) {
            return MAPPER.writeValueAsBytes(new RpcStatus(code, message));
        }
    };

    static final String PROTOBUF_TYPE = "application/x-protobuf";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final String mediaType;

    OtlpEncoding(String mediaType) {
        this.mediaType = mediaType;
    }

    /** By the Content-Type of a request; JSON when there is none that we know. */
    static OtlpEncoding of(@Nullable String contentType) {
        return contentType != null && contentType.startsWith(PROTOBUF_TYPE) ? PROTOBUF : JSON;
    }

    MediaType mediaType() {
        return MediaType.valueOf(mediaType);
    }

    /**
     * The spans of an {@code ExportTraceServiceRequest}.
     *
     * @throws UnreadableTracesException when the body is none
     */
    abstract List<Span> traces(byte[] body);

    /** {@code ExportTraceServiceResponse}; the partial success is left out when nothing was rejected. */
    abstract byte[] response(int rejected, String message);

    /** {@code google.rpc.Status}. */
    abstract byte[] status(int code, String message);

    /** {@code ExportTraceServiceResponse} in JSON. */
    record ExportReply(@Nullable PartialSuccess partialSuccess) {}

    /**
     * What was not taken.
     *
     * @param rejectedSpans a 64-bit number, as text
     */
    record PartialSuccess(String rejectedSpans, String errorMessage) {}

    /** {@code google.rpc.Status} in JSON. */
    record RpcStatus(int code, String message) {}
}
