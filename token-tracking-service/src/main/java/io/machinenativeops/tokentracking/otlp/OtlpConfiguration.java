package io.machinenativeops.tokentracking.otlp;

import io.micrometer.observation.ObservationPredicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Keeps the service from observing what it is told by telemetry, and lets held usage be released. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class OtlpConfiguration {

    /** An operator may send our own traces here: a span for each export would then make the next export, for ever. */
    @Bean
    ObservationPredicate exportsAreNotTraced() {
        return (name, context) -> {
            var request = context instanceof ServerRequestObservationContext server ? server.getCarrier() : null;
            return request == null || !request.getRequestURI().startsWith("/otlp/");
        };
    }
}
