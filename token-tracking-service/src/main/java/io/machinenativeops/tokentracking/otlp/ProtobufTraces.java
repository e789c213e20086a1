package io.machinenativeops.tokentracking.otlp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code ExportTraceServiceRequest} in protobuf, field by field: most of an export is text of prompts, of which nothing
 * is even copied.
 */
final class ProtobufTraces {

    private static final int RESOURCE_SPANS = message(ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER);
    private static final int RESOURCE = message(ResourceSpans.RESOURCE_FIELD_NUMBER);
    private static final int SCOPE_SPANS = message(ResourceSpans.SCOPE_SPANS_FIELD_NUMBER);
    private static final int RESOURCE_ATTRIBUTES = message(Resource.ATTRIBUTES_FIELD_NUMBER);
    private static final int SCOPE = message(ScopeSpans.SCOPE_FIELD_NUMBER);
    private static final int SCOPE_NAME = message(InstrumentationScope.NAME_FIELD_NUMBER);
    private static final int SCOPE_VERSION = message(InstrumentationScope.VERSION_FIELD_NUMBER);
    private static final int SPANS = message(ScopeSpans.SPANS_FIELD_NUMBER);
    private static final int KEY = message(KeyValue.KEY_FIELD_NUMBER);
    private static final int VALUE = message(KeyValue.VALUE_FIELD_NUMBER);
    private static final int STATUS_CODE = tag(Status.CODE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);

    private static final int TRACE_ID = message(io.opentelemetry.proto.trace.v1.Span.TRACE_ID_FIELD_NUMBER);
    private static final int SPAN_ID = message(io.opentelemetry.proto.trace.v1.Span.SPAN_ID_FIELD_NUMBER);
    private static final int PARENT_ID = message(io.opentelemetry.proto.trace.v1.Span.PARENT_SPAN_ID_FIELD_NUMBER);
    private static final int NAME = message(io.opentelemetry.proto.trace.v1.Span.NAME_FIELD_NUMBER);
    private static final int START =
            tag(io.opentelemetry.proto.trace.v1.Span.START_TIME_UNIX_NANO_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED64);
    private static final int END =
            tag(io.opentelemetry.proto.trace.v1.Span.END_TIME_UNIX_NANO_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED64);
    private static final int ATTRIBUTES = message(io.opentelemetry.proto.trace.v1.Span.ATTRIBUTES_FIELD_NUMBER);
    private static final int STATUS = message(io.opentelemetry.proto.trace.v1.Span.STATUS_FIELD_NUMBER);

    private final CodedInputStream in;
    private final List<Span> spans = new ArrayList<>();

    private ProtobufTraces(CodedInputStream in) {
        this.in = in;
    }

    static List<Span> read(byte[] body) {
        var reading = new ProtobufTraces(CodedInputStream.newInstance(body));
        try {
            reading.fields(tag -> {
                if (tag == RESOURCE_SPANS) {
                    reading.inside(reading::resourceSpans);
                } else {
                    reading.in.skipField(tag);
                }
            });
        } catch (IOException notProtobuf) {
            throw new UnreadableExportException(
                    "The body is not an ExportTraceServiceRequest in protobuf: " + notProtobuf.getMessage());
        }
        return reading.spans;
    }

    private void resourceSpans() throws IOException {
        Map<String, JsonNode> resource = new LinkedHashMap<>();
        fields(tag -> {
            if (tag == RESOURCE) {
                inside(() -> fields(inner -> {
                    if (inner == RESOURCE_ATTRIBUTES) {
                        inside(() -> attribute(resource));
                    } else {
                        in.skipField(inner);
                    }
                }));
            } else if (tag == SCOPE_SPANS) {
                inside(() -> scopeSpans(resource));
            } else {
                in.skipField(tag);
            }
        });
    }

    private void scopeSpans(Map<String, JsonNode> resource) throws IOException {
        var scope = new Scope[] {Scope.NONE};
        fields(tag -> {
            if (tag == SCOPE) {
                inside(() -> scope[0] = scope());
            } else if (tag == SPANS) {
                var span = new SpanParts(resource, scope[0]);
                inside(() -> span(span));
                SpanParts.add(span, spans);
            } else {
                in.skipField(tag);
            }
        });
    }

    private Scope scope() throws IOException {
        var found = new String[] {"", ""};
        fields(tag -> {
            if (tag == SCOPE_NAME) {
                found[0] = in.readStringRequireUtf8();
            } else if (tag == SCOPE_VERSION) {
                found[1] = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        });
        return new Scope(found[0], found[1]);
    }

    private void span(SpanParts span) throws IOException {
        fields(tag -> {
            if (tag == TRACE_ID) {
                span.traceId(hex(in.readBytes()));
            } else if (tag == SPAN_ID) {
                span.spanId(hex(in.readBytes()));
            } else if (tag == PARENT_ID) {
                span.parentSpanId(hex(in.readBytes()));
            } else if (tag == NAME) {
                span.name(in.readStringRequireUtf8());
            } else if (tag == START) {
                span.start(in.readFixed64());
            } else if (tag == END) {
                span.end(in.readFixed64());
            } else if (tag == ATTRIBUTES) {
                inside(() -> attribute(span.attributes()));
            } else if (tag == STATUS) {
                inside(() -> status(span));
            } else {
                in.skipField(tag);
            }
        });
    }

    private void status(SpanParts span) throws IOException {
        fields(tag -> {
            if (tag == STATUS_CODE) {
                span.failed(in.readEnum() == Status.StatusCode.STATUS_CODE_ERROR_VALUE);
            } else {
                in.skipField(tag);
            }
        });
    }

    private void attribute(Map<String, JsonNode> attributes) throws IOException {
        var key = new String[] {""};
        var value = new ByteString[] {ByteString.EMPTY};
        fields(tag -> {
            if (tag == KEY) {
                key[0] = in.readStringRequireUtf8();
            } else if (tag == VALUE && (key[0].isEmpty() || Span.reads(key[0]))) {
                value[0] = in.readBytes();
            } else {
                in.skipField(tag);
            }
        });
        if (Span.reads(key[0])) {
            var found = new AttributeValues(key[0]).of(AnyValue.parseFrom(value[0]));
            if (found != null) {
                attributes.put(key[0], found);
            }
        }
    }

    private void fields(FieldReader reader) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            reader.read(tag);
        }
    }

    private void inside(Work work) throws IOException {
        int length = in.readRawVarint32();
        int outer = in.pushLimit(length);
        work.run();
        in.popLimit(outer);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    /** The tag of a field that is a message, text or bytes. */
    private static int message(int field) {
        return tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    @FunctionalInterface
    private interface FieldReader {
        void read(int tag) throws IOException;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
