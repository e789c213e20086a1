package io.machinenativeops.tokentracking;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.machinenativeops.platform.security.Caller;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the generated description of the API says beyond its routes: servers, credentials and problems. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    private static final String BEARER = "bearer";
    private static final String PROBLEM = "Problem";
    private static final String OTLP = "/otlp/";

    private static final Map<String, String> PROBLEMS = new TreeMap<>(Map.of(
            "400", "The request can't be read, or a parameter is not allowed; `errors` names it",
            "401", "No valid credential",
            "403", "The credential lacks the permission",
            "429", "A limit is reached; `Retry-After` says how long to wait",
            "500", "The service failed",
            "503", "A dependency is away or full; `Retry-After` says when to ask again"));

    @Bean
    OpenAPI usageApi() {
        // It comes from the token, not from a parameter.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
        return new OpenAPI()
                .info(new Info()
                        .title("Token tracking")
                        .version("v1")
                        .description("Records the token usage of agents, prices it and answers what was spent.")
                        .license(new License().name("Apache-2.0")))
                .servers(List.of(new Server().url("http://localhost:8080").description("The gateway")))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("An API key or an access token")))
                .addSecurityItem(new SecurityRequirement().addList(BEARER));
    }

    @Bean
    OpenApiCustomizer documentedProblems() {
        return api -> {
            api.getComponents().addSchemas(PROBLEM, problem());
            api.getPaths()
                    .forEach((path, item) -> item.readOperations().forEach(operation -> {
                        PROBLEMS.forEach((status, description) -> add(operation, status, description));
                        if (path.contains("{")) {
                            add(operation, "404", "There is no such thing here");
                        }
                        if (operation.getRequestBody() != null) {
                            add(operation, "413", "The body is larger than allowed");
                            add(operation, "415", "The media type or encoding of the body is not known");
                        }
                        if (path.startsWith(OTLP)) {
                            addRpcStatus(operation);
                        }
                    }));
        };
    }

    private static void add(Operation operation, String status, String description) {
        if (!operation.getResponses().containsKey(status)) {
            operation
                    .getResponses()
                    .addApiResponse(
                            status,
                            new ApiResponse()
                                    .description(description)
                                    .content(new Content().addMediaType("application/problem+json", schema(PROBLEM))));
        }
    }

    /** The service refuses exports as OTLP says, the gateway and the check of the token as everything else. */
    private static void addRpcStatus(Operation operation) {
        operation.getResponses().forEach((status, response) -> {
            if (!status.startsWith("2")) {
                response.setContent(new Content()
                        .addMediaType("application/json", schema("RpcStatus"))
                        .addMediaType("application/problem+json", schema(PROBLEM))
                        .addMediaType(
                                "application/x-protobuf", new MediaType().schema(new StringSchema().format("binary"))));
            }
        });
    }

    private static MediaType schema(String name) {
        return new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + name));
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
