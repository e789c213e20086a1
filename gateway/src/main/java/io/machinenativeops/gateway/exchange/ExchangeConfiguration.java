package io.machinenativeops.gateway.exchange;

import java.time.Clock;

import com.github.benmanes.caffeine.cache.Ticker;
import io.machinenativeops.platform.security.SupersededTokens;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ExchangeConfiguration {

    @Bean
    Refusals refusals(IssuerProperties properties) {
        return new Refusals(properties, Ticker.systemTicker());
    }

    @Bean
    ExchangedTokens exchangedTokens(
            TokenEndpoint endpoint,
            SupersededTokens superseded,
            Refusals refusals,
            IssuerProperties properties,
            JsonMapper json) {
        return new ExchangedTokens(endpoint, superseded, refusals, json, Clock.systemUTC(), properties.entries());
    }
}
