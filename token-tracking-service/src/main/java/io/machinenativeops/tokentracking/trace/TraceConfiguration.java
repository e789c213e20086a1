package io.machinenativeops.tokentracking.trace;

import io.machinenativeops.tokentracking.storage.UsageStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the trees together. */
@Configuration(proxyBeanMethods = false)
class TraceConfiguration {

    @Bean
    TraceTrees traceTrees(UsageStore store) {
        return new TraceTrees(store);
    }
}
