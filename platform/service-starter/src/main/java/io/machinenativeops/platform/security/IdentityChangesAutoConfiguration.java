package io.machinenativeops.platform.security;

import java.time.Clock;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which tokens are superseded: for services, and for the gateway, which verifies none but keeps some. */
@AutoConfiguration(afterName = "org.springframework.cloud.stream.config.BindingServiceConfiguration")
public final class IdentityChangesAutoConfiguration {

    @Bean
    SupersededTokens supersededTokens() {
        return new SupersededTokens(Clock.systemUTC());
    }

    /** Changes of identity, for a service that reads streams. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(BindingService.class)
    static class Changes {

        @Bean
        @ConditionalOnBean(BindingService.class)
        @ConditionalOnProperty(name = "mno.security.identity-changes", matchIfMissing = true)
        IdentityChangeFeed identityChangeFeed(BindingService bindings, SupersededTokens tokens) {
            return new IdentityChangeFeed(bindings, tokens);
        }
    }
}
