package io.machinenativeops.teamrbac.account;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditActions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the audit log of the platform is told of accounts. */
@Configuration(proxyBeanMethods = false)
class AccountConfiguration {

    @Bean
    AuditActions accountActions() {
        return AuditActions.of(
                AuditAction.of(AccountStates.DISABLED, AccountStates.TARGET),
                AuditAction.of(AccountStates.ENABLED, AccountStates.TARGET),
                AuditAction.of(LinkedProviders.UNLINKED, AccountStates.TARGET).with("issuer", AuditAction.Kind.TEXT));
    }
}
