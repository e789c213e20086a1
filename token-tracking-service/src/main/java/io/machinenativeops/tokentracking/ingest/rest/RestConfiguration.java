package io.machinenativeops.tokentracking.ingest.rest;

import io.machinenativeops.tokentracking.ingest.IngestProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RestConfiguration {

    @Bean
    RequestBodies requestBodies(IngestProperties limits) {
        return new RequestBodies(limits.memoryInFlight(), limits.atOnce());
    }
}
