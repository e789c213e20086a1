package io.machinenativeops.teamrbac.organization;

import java.time.Duration;

import io.machinenativeops.platform.work.RepeatedWork;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Work beside the requests. */
@Configuration(proxyBeanMethods = false)
class OrganizationConfiguration {

    private static final Duration BETWEEN_CLEANUPS = Duration.ofMinutes(10);

    @Bean
    RepeatedWork organizationRequestsCleanup(OrganizationRequests requests) {
        return RepeatedWork.every(BETWEEN_CLEANUPS, "organization-requests-cleanup", requests::dropOld);
    }
}
