package io.machinenativeops.tokentracking.pricing;

import java.time.Clock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the catalogue and the engine available to the service. */
@Configuration(proxyBeanMethods = false)
class PricingConfiguration {

    @Bean
    PriceBook priceBook() {
        return PriceBook.load();
    }

    @Bean
    CostEngine costEngine(PriceBook book) {
        return new CostEngine(book);
    }

    @Bean
    PriceList priceList(PriceBook book) {
        return new PriceList(book, Clock.systemUTC());
    }
}
