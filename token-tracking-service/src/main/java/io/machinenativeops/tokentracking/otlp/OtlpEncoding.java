package io.machinenativeops.tokentracking.otlp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** The two encodings of OTLP/HTTP; a reply has the encoding of its request. */
public enum OtlpEncoding {
    PROTOBUF(OtlpEncoding.PROTOBUF_TYPE) {
        @Override
        List<Span> traces(byte[] body) {
            return ProtobufTraces.read(body);
        }

        @Override
        public void read(Descriptor export, byte[] body, Consumer<MessageReader> reading) {
            ProtobufReader.read(export, body, reading);
        }

        // The responses of all signals have the same fields under the same numbers.
        @Override
        byte[] response(String signal, PartialSuccess partial) {
            var response = ExportTraceServiceResponse.newBuilder();
            if (partial.rejected() > 0) {
                response.setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(partial.rejected())
                        .setErrorMessage(partial.message()));
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
        public void read(Descriptor export, byte[] body, Consumer<MessageReader> reading) {
            JsonReader.read(export, body, reading);
        }

        @Override
        byte[] response(String signal, PartialSuccess partial) {
            return partial.rejected() == 0
                    ? "{}".getBytes(StandardCharsets.UTF_8)
                    : MAPPER.writeValueAsBytes(ExportReply.of(signal, partial));
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
     * @throws UnreadableExportException when the body is none
     */
    abstract List<Span> traces(byte[] body);

    /**
     * Reads a body as the message it should be.
     *
     * @throws UnreadableExportException when it is not that message
     */
    public abstract void read(Descriptor export, byte[] body, Consumer<MessageReader> reading);

    /** The response to an export; the partial success is left out when nothing was rejected. */
    abstract byte[] response(String signal, PartialSuccess partial);

    /** {@code google.rpc.Status}. */
    abstract byte[] status(int code, String message);

    /** {@code google.rpc.Status} in JSON. */
    record RpcStatus(int code, String message) {}
}
