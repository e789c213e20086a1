package io.machinenativeops.tokentracking.pricing;

import java.time.Clock;

import org.springframework.beans.factory.ObjectProvider;
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
    CostEngine costEngine(PriceBook book, ObjectProvider<PriceOverlay> overlay) {
        return new CostEngine(book, overlay.getIfAvailable(() -> PriceOverlay.NONE));
    }

    @Bean
    PriceList priceList(PriceBook book, ObjectProvider<PriceOverlay> overlay) {
        return new PriceList(book, overlay.getIfAvailable(() -> PriceOverlay.NONE), Clock.systemUTC());
    }
}
