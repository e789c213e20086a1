package io.machinenativeops.tokentracking.override;

import java.time.Clock;
import java.time.Duration;

import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the overrides together. */
@Configuration(proxyBeanMethods = false)
class OverrideConfiguration {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Bean
    OverrideStore overrideStore(TenantDatabase database) {
        return new OverrideStore(database, Clock.systemUTC());
    }

    @Bean
    AuditActions overrideActions() {
        return OverrideController.ACTIONS;
    }

    @Bean
    Overrides overrides(OverrideStore store, PriceBook catalogue) {
        return new Overrides(store, catalogue, BETWEEN_LOOKS);
    }
}
