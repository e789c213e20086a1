package io.machinenativeops.teamrbac;

import io.swagger.v3.oas.models.info.Info;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the generated description of the API says beyond its routes and what the platform says of all. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    @Bean
    Info identityApi() {
        return new Info()
                .title("Teams and permissions")
                .version("v1")
                .description("Knows organisations, people, agents and keys, and decides and explains who may do what.");
    }
}
