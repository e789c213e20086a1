package io.machinenativeops.e2e;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** One OpenAPI 3.1 file, whose schemas are JSON Schema 2020-12: every reply must be one that it promises. */
final class Contract {

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    Contract(Path file) {
        document = new YAMLMapper().readTree(file);
    }

    /** Fails unless the file documents this status of this operation, and the body fits its schema. */
    void check(String method, String path, int status, String contentType, String body) {
        var operation = operation(method, path);
        var responses = operation.get("responses");
        var response = responses.get(Integer.toString(status));
        assertThat(response)
                .as("%s %s answered %d, which the OpenAPI file does not name: %s", method, path, status, body)
                .isNotNull();
        if (body.isEmpty()) {
            return;
        }
        var mediaType = contentType.replaceFirst(";.*", "");
        var content = response.path("content").path(mediaType);
        assertThat(content.isMissingNode())
                .as("%s %s %d answered %s, which the OpenAPI file does not name", method, path, status, mediaType)
                .isFalse();
        var errors = schema(content.get("schema")).validate(body, InputFormat.JSON);
        assertThat(errors).as("%s %s %d: %s", method, path, status, body).isEmpty();
    }

    private JsonNode operation(String method, String path) {
        for (var entry : document.get("paths").properties()) {
            var template = Pattern.quote(entry.getKey()).replaceAll("\\{[^/]+?}", "\\\\E[^/]+\\\\Q");
            if (path.matches(template) && entry.getValue().has(method.toLowerCase(java.util.Locale.ROOT))) {
                return entry.getValue().get(method.toLowerCase(java.util.Locale.ROOT));
            }
        }
        throw new AssertionError("The OpenAPI file has no " + method + " " + path);
    }

    private Schema schema(JsonNode schema) {
        return schemas.computeIfAbsent(schema.toString(), text -> {
            var whole = (ObjectNode) JSON.readTree(text);
            whole.set("components", document.get("components"));
            return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
    }
}
