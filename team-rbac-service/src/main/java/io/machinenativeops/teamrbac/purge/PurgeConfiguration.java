package io.machinenativeops.teamrbac.purge;

import java.time.InstantSource;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditAction.Kind;
import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.work.RepeatedWork;
import io.machinenativeops.teamrbac.identity.IdentityChanges;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the purge together. */
@Configuration(proxyBeanMethods = false)
class PurgeConfiguration {

    @Bean
    AuditActions purgeActions() {
        return AuditActions.of(about(Purge.CLEARED), about(Purge.PURGED).with("entries", Kind.NUMBER));
    }

    private static AuditAction about(String name) {
        return AuditAction.of(name, "organization").with("rows", Kind.NUMBER).with("deletedBefore", Kind.TEXT);
    }

    @Bean
    Purge purgeOfDeleted(
            TenantDatabase database,
            DeletedRows rows,
            IdentityChanges changes,
            AuditTrail trail,
            PurgeProperties properties) {
        return new Purge(database, rows, changes, trail, properties.after(), InstantSource.system());
    }

    @Bean
    RepeatedWork purging(Purge purgeOfDeleted, PurgeProperties properties) {
        return RepeatedWork.every(properties.every(), "purge", purgeOfDeleted::run);
    }
}
