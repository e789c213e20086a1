package io.machinenativeops.tokentracking.otlp;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;

/** {@link MessageReader} of JSON, as OTLP spells it: see {@link JsonTraces}. */
final class JsonReader implements MessageReader {

    private static final Map<Descriptor, Map<String, FieldDescriptor>> NAMES = new ConcurrentHashMap<>();

    private final JsonParser in;
    private boolean read;
    private @Nullable FieldDescriptor field;

    private JsonReader(JsonParser in) {
        this.in = in;
    }

    static void read(Descriptor export, byte[] body, Consumer<MessageReader> reading) {
        try (var parser = JsonTraces.JSON.createParser(ObjectReadContext.empty(), body)) {
            parser.nextToken();
            reading.accept(new JsonReader(parser));
            if (parser.nextToken() != null) {
                throw new UnreadableExportException("The body goes on after the request.");
            }
        } catch (JacksonException notJson) {
            var place = notJson.getLocation();
            throw new UnreadableExportException("The body is not an " + export.getName() + " in JSON"
                    + (place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr()) + ": "
                    + notJson.getOriginalMessage());
        }
    }

    @Override
    public void fields(Descriptor message, FieldVisitor visitor) {
        var names = NAMES.computeIfAbsent(message, JsonReader::names);
        AnyValueJson.eachField(in, name -> {
            var known = names.get(name);
            if (known == null) {
                in.skipChildren();
            } else if (known.isRepeated()) {
                AnyValueJson.eachElement(in, () -> visit(known, visitor));
            } else {
                visit(known, visitor);
            }
        });
        read = true;
    }

    private void visit(FieldDescriptor known, FieldVisitor visitor) {
        field = known;
        read = false;
        visitor.visit(known.getNumber());
        if (!read) {
            in.skipChildren();
        }
    }

    @Override
    public String text() {
        read = true;
        return switch (in.currentToken()) {
            case VALUE_STRING -> in.getString();
            case VALUE_NULL -> "";
            default -> throw new UnreadableExportException(name() + " is no text: expected a text");
        };
    }

    @Override
    public String hex() {
        return text();
    }

    @Override
    public long integer() {
        read = true;
        if (field != null
                && field.getType() == FieldDescriptor.Type.ENUM
                && in.currentToken() == JsonToken.VALUE_STRING) {
            var constant = field.getEnumType().findValueByName(in.getString());
            if (constant != null) {
                return constant.getNumber();
            }
        }
        return AnyValueJson.integer(in, name());
    }

    @Override
    public double decimal() {
        read = true;
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (in.currentToken().isNumeric()) {
            return in.getDoubleValue();
        }
        try {
            return Double.parseDouble(text());
        } catch (NumberFormatException notANumber) {
            throw new UnreadableExportException(name() + " is no number: expected a number, NaN or Infinity");
        }
    }

    @Override
    public @Nullable JsonNode value(String attribute) {
        read = true;
        return AnyValueJson.read(in, new AttributeValues(attribute));
    }

    private String name() {
        return field == null ? "The body" : field.getJsonName();
    }

    private static Map<String, FieldDescriptor> names(Descriptor message) {
        var names = new HashMap<String, FieldDescriptor>();
        message.getFields().forEach(known -> names.put(known.getJsonName(), known));
        return names;
    }
}
