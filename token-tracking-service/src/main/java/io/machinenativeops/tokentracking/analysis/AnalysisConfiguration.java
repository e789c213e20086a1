package io.machinenativeops.tokentracking.analysis;

import java.time.Clock;

import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.storage.UsageStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts of the analysis together. */
@Configuration(proxyBeanMethods = false)
class AnalysisConfiguration {

    @Bean
    UsageAnalysis usageAnalysis(UsageStore store, CostEngine engine) {
        return new UsageAnalysis(store, new CostExplainer(engine), Clock.systemUTC());
    }
}
