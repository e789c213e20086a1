package io.machinenativeops.tokentracking.otlp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code ExportTraceServiceRequest} in JSON, as OTLP spells it: ids in hexadecimal, 64-bit numbers as text or number,
 * names in lower camel case (those of the proto files are understood too), unknown names skipped.
 *
 * <p>It reads token by token: most of an export is text of prompts, of which nothing is kept.
 */
final class JsonTraces {

    static final int MAX_DEPTH = 64;

    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final JsonParser in;
    private final List<Span> spans = new ArrayList<>();

    private JsonTraces(JsonParser in) {
        this.in = in;
    }

    static List<Span> read(byte[] body) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            var reading = new JsonTraces(parser);
            parser.nextToken();
            reading.eachField(name -> {
                if (name.equals("resourceSpans")) {
                    reading.eachElement(reading::resourceSpans);
                } else {
                    reading.skip();
                }
            });
            if (parser.nextToken() != null) {
                throw new UnreadableExportException("The body goes on after the request.");
            }
            return reading.spans;
        } catch (JacksonException notJson) {
            var place = notJson.getLocation();
            throw new UnreadableExportException("The body is not an ExportTraceServiceRequest in JSON"
                    + (place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr()) + ": "
                    + notJson.getOriginalMessage());
        }
    }

    private void resourceSpans() {
        Map<String, JsonNode> resource = new LinkedHashMap<>();
        eachField(name -> {
            switch (name) {
                case "resource" ->
                    eachField(inside -> {
                        if (inside.equals("attributes")) {
                            eachElement(() -> attribute(resource));
                        } else {
                            skip();
                        }
                    });
                case "scopeSpans" -> eachElement(() -> scopeSpans(resource));
                default -> skip();
            }
        });
    }

    private void scopeSpans(Map<String, JsonNode> resource) {
        var scope = new Scope[] {Scope.NONE};
        eachField(name -> {
            switch (name) {
                case "scope" -> scope[0] = scope();
                case "spans" -> eachElement(() -> span(resource, scope[0]));
                default -> skip();
            }
        });
    }

    private Scope scope() {
        var found = new String[] {"", ""};
        eachField(name -> {
            switch (name) {
                case "name" -> found[0] = text(name);
                case "version" -> found[1] = text(name);
                default -> skip();
            }
        });
        return new Scope(found[0], found[1]);
    }

    private void span(Map<String, JsonNode> resource, Scope scope) {
        var reading = new SpanParts(resource, scope);
        eachField(name -> {
            switch (name) {
                case "traceId" -> reading.traceId(text(name));
                case "spanId" -> reading.spanId(text(name));
                case "parentSpanId" -> reading.parentSpanId(text(name));
                case "name" -> reading.name(text(name));
                case "startTimeUnixNano" -> reading.start(AnyValueJson.integer(in, name));
                case "endTimeUnixNano" -> reading.end(AnyValueJson.integer(in, name));
                case "attributes" -> eachElement(() -> attribute(reading.attributes()));
                case "status" ->
                    eachField(inside -> {
                        if (inside.equals("code")) {
                            reading.failed(isError());
                        } else {
                            skip();
                        }
                    });
                default -> skip();
            }
        });
        SpanParts.add(reading, spans);
    }

    /** Keeps the value only when the key was told before it and is one that is read. */
    private void attribute(Map<String, JsonNode> attributes) {
        var pair = new Attribute();
        eachField(name -> {
            switch (name) {
                case "key" -> pair.key = text(name);
                case "value" -> {
                    if (pair.key == null || Span.reads(pair.key)) {
                        pair.value = AnyValueJson.read(in, new AttributeValues(String.valueOf(pair.key)));
                    } else {
                        skip();
                    }
                }
                default -> skip();
            }
        });
        if (pair.key != null && pair.value != null && Span.reads(pair.key)) {
            attributes.put(pair.key, pair.value);
        }
    }

    private boolean isError() {
        var code = in.currentToken() == JsonToken.VALUE_NUMBER_INT ? in.getString() : text("status.code");
        return code.equals("2") || code.equals("STATUS_CODE_ERROR");
    }

    private String text(String name) {
        return switch (in.currentToken()) {
            case VALUE_STRING -> in.getString();
            case VALUE_NULL -> "";
            default -> throw new UnreadableExportException(name + " is no text: expected a text");
        };
    }

    /** Runs for each field of the object at hand, with its name in camel case and the parser at its value. */
    private void eachField(FieldReader reader) {
        AnyValueJson.eachField(in, reader);
    }

    private void eachElement(Runnable reader) {
        AnyValueJson.eachElement(in, reader);
    }

    private void skip() {
        in.skipChildren();
    }

    /** Reads the value of a field. */
    @FunctionalInterface
    interface FieldReader {
        void read(String name);
    }

    private static final class Attribute {
        private @Nullable String key;
        private @Nullable JsonNode value;
    }
}
