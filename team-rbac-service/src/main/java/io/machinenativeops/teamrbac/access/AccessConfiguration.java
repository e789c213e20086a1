package io.machinenativeops.teamrbac.access;

import java.time.InstantSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts decisions together. The store of organisations brings the {@link IndexSource}. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    TenantIndexes tenantIndexes(IndexSource source, AccessProperties properties) {
        return new TenantIndexes(source, InstantSource.system(), properties.freshFor(), properties.mostRows());
    }

    @Bean
    AccessDecisions accessDecisions(TenantIndexes indexes) {
        return new AccessDecisions(indexes, InstantSource.system());
    }
}
