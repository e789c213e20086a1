package io.machinenativeops.tokentracking.retention;

import java.time.Clock;

import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.tokentracking.storage.UsageDeletion;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Puts retention together. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class RetentionConfiguration {

    @Bean
    RetentionStore retentionStore(TenantDatabase database) {
        return new RetentionStore(database, Clock.systemUTC());
    }

    @Bean
    AuditActions retentionActions() {
        return RetentionController.ACTIONS;
    }

    @Bean
    RetentionJob retentionJob(RetentionStore store, UsageDeletion usage) {
        return new RetentionJob(store, usage);
    }
}
