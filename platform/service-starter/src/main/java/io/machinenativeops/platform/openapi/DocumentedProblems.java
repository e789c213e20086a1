package io.machinenativeops.platform.openapi;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;

/** The document that problems come in, and the problems that any route can answer with. */
final class DocumentedProblems implements OpenApiCustomizer {

    private static final String PROBLEM = "Problem";

    private static final Map<String, String> PROBLEMS = new TreeMap<>(Map.of(
            "400", "The request can't be read, or a parameter is not allowed; `errors` names it",
            "401", "No valid credential",
            "403", "The credential lacks the permission",
            "429", "A limit is reached; `Retry-After` says how long to wait",
            "500", "The service failed",
            "503", "A dependency is away or full; `Retry-After` says when to ask again"));

    @Override
    public void customise(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        api.getComponents().addSchemas(PROBLEM, problem());
    }

    /** Says what any route can answer, while the operation is described: a service's own customizers come after. */
    static void addTo(Operation operation, HandlerMethod handler) {
        PROBLEMS.forEach((status, description) -> add(operation, status, description));
        for (var parameter : handler.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(PathVariable.class)) {
                add(operation, "404", "There is no such thing here");
            }
        }
        if (operation.getRequestBody() != null) {
            add(operation, "413", "The body is larger than allowed");
            add(operation, "415", "The media type or encoding of the body is not known");
        }
    }

    /** Says that an operation can answer so, unless it says itself what that means there. */
    static void add(Operation operation, String status, String description) {
        if (!operation.getResponses().containsKey(status)) {
            operation
                    .getResponses()
                    .addApiResponse(
                            status,
                            new ApiResponse()
                                    .description(description)
                                    .content(new Content()
                                            .addMediaType(
                                                    "application/problem+json",
                                                    new MediaType()
                                                            .schema(new Schema<>()
                                                                    .$ref("#/components/schemas/" + PROBLEM)))));
        }
    }

    private static Schema<?> problem() {
        Schema<?> error = new ObjectSchema();
        error.addProperty("field", new StringSchema().description("The parameter or JSON path at fault."));
        error.addProperty("detail", new StringSchema().description("What was sent and what was expected."));
        error.setRequired(List.of("field", "detail"));
        Schema<?> problem = new ObjectSchema().description("RFC 9457. Codes are listed in docs/problems.md.");
        problem.addProperty("type", new StringSchema().format("uri"));
        problem.addProperty("title", new StringSchema());
        problem.addProperty("status", new IntegerSchema());
        problem.addProperty("detail", new StringSchema());
        problem.addProperty("instance", new StringSchema());
        problem.addProperty("code", new StringSchema());
        problem.addProperty("traceId", new StringSchema());
        problem.addProperty("errors", new ArraySchema().items(error));
        problem.setRequired(List.of("type", "title", "status", "code"));
        return problem;
    }
}
