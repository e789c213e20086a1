package io.machinenativeops.platform.openapi;

import java.util.List;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.security.Caller;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** For a service that describes its API with springdoc. */
@AutoConfiguration
@ConditionalOnClass(OpenApiCustomizer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class OpenApiAutoConfiguration {

    private static final String BEARER = "bearer";

    /** Every API is asked through the gateway, with the same credentials; the service says what it is for. */
    @Bean
    @ConditionalOnMissingBean
    OpenAPI describedApi(Info info) {
        return new OpenAPI()
                .info(info.license(new License().name("Apache-2.0")))
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
    @ConditionalOnMissingBean
    Info apiInfo(Environment environment) {
        return new Info()
                .title(environment.getProperty("spring.application.name", "API"))
                .version("v1");
    }

    @Bean
    OpenApiCustomizer documentedProblems() {
        return new DocumentedProblems();
    }

    @Bean
    GlobalOperationCustomizer declaredParameters() {
        // They come from the token and from headers: what stands for them is said by the customizer.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class, IfMatch.class, PageQuery.class);
        return new DeclaredParameters();
    }
}
