package io.machinenativeops.tokentracking.deadletter;

import io.machinenativeops.binder.redis.DeadLetters;
import io.machinenativeops.tokentracking.ingest.RecordedEvents;
import io.machinenativeops.tokentracking.otlp.SetAside;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the dead letters' parts together. */
@Configuration(proxyBeanMethods = false)
class DeadLetterConfiguration {

    @Bean
    ParkedEvents parkedEvents(DeadLetters letters, RecordedEvents recorded, SetAside held) {
        return new ParkedEvents(letters, recorded, held);
    }
}
