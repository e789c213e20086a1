package io.machinenativeops.tokentracking.span;

import java.time.Clock;

import io.machinenativeops.tokentracking.ingest.DurableAppend;
import io.machinenativeops.tokentracking.ingest.reading.TimeWindow;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the intake of spans together. */
@Configuration(proxyBeanMethods = false)
class SpanConfiguration {

    @Bean
    SpanIntake spanIntake(DurableAppend stream, TimeWindow window, MeterRegistry registry) {
        return new SpanIntake(stream, window, registry, Clock.systemUTC());
    }
}
