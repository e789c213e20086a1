package io.machinenativeops.tokentracking;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the generated description of the API says beyond its routes and what the platform says of all. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    private static final String PROBLEM = "Problem";
    private static final String OTLP = "/otlp/";

    @Bean
    Info usageApi() {
        return new Info()
                .title("Token tracking")
                .version("v1")
                .description("Records the token usage of agents, prices it and answers what was spent.");
    }

    /** The platform said of all routes what they refuse. */
    @Bean
    OpenApiCustomizer refusalsAsOtlpSays() {
        return api -> api.getPaths().forEach((path, item) -> {
            if (path.startsWith(OTLP)) {
                item.readOperations().forEach(ApiDescription::addRpcStatus);
            }
        });
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
}
