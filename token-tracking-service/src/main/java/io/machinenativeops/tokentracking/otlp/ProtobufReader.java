package io.machinenativeops.tokentracking.otlp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.function.Consumer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.common.v1.AnyValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@link MessageReader} of protobuf. A field of another wire type than its own is an unknown field, as protobuf has it. */
final class ProtobufReader implements MessageReader {

    private final CodedInputStream in;
    private boolean outermost = true;
    private boolean read;
    private @Nullable FieldDescriptor field;

    private ProtobufReader(CodedInputStream in) {
        this.in = in;
    }

    static void read(Descriptor export, byte[] body, Consumer<MessageReader> reading) {
        try {
            reading.accept(new ProtobufReader(CodedInputStream.newInstance(body)));
        } catch (UncheckedIOException notProtobuf) {
            throw new UnreadableExportException(
                    "The body is not an " + export.getName() + " in protobuf: " + notProtobuf.getMessage());
        }
    }

    @Override
    public void fields(Descriptor message, FieldVisitor visitor) {
        consume(() -> {
            if (outermost) {
                outermost = false;
                each(message, visitor);
                return 0;
            }
            int outer = in.pushLimit(in.readRawVarint32());
            each(message, visitor);
            in.popLimit(outer);
            return 0;
        });
    }

    private void each(Descriptor message, FieldVisitor visitor) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            var known = message.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (known == null || known.getLiteType().getWireType() != WireFormat.getTagWireType(tag)) {
                in.skipField(tag);
                continue;
            }
            field = known;
            read = false;
            visitor.visit(known.getNumber());
            if (!read) {
                in.skipField(tag);
            }
        }
    }

    @Override
    public String text() {
        return consume(in::readStringRequireUtf8);
    }

    @Override
    public String hex() {
        return HexFormat.of().formatHex(consume(in::readByteArray));
    }

    @Override
    public long integer() {
        var type = field == null ? WireFormat.FieldType.INT64 : field.getLiteType();
        return consume(
                switch (type) {
                    case FIXED64, SFIXED64 -> in::readFixed64;
                    case FIXED32, SFIXED32 -> () -> (long) in.readFixed32();
                    default -> in::readRawVarint64;
                });
    }

    @Override
    public double decimal() {
        return consume(in::readDouble);
    }

    @Override
    public @Nullable JsonNode value(String attribute) {
        return new AttributeValues(attribute).of(consume(() -> AnyValue.parseFrom(in.readBytes())));
    }

    private <T> T consume(Reading<T> reading) {
        try {
            var value = reading.now();
            read = true;
            return value;
        } catch (IOException notProtobuf) {
            throw new UncheckedIOException(notProtobuf.getMessage(), notProtobuf);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T now() throws IOException;
    }
}
