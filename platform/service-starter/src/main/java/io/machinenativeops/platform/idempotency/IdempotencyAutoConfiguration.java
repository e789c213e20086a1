package io.machinenativeops.platform.idempotency;

import java.time.Duration;

import io.machinenativeops.platform.tenancy.TenancyAutoConfiguration;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.work.RepeatedWork;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ServletInvocableHandlerMethod;

/** {@link IdempotentPost} for a service with a PostgreSQL database. */
@AutoConfiguration(after = TenancyAutoConfiguration.class, before = WebMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(JdbcClient.class)
@ConditionalOnBean(TenantDatabase.class)
public final class IdempotencyAutoConfiguration {

    private static final Duration BETWEEN_CLEANUPS = Duration.ofMinutes(10);

    @Bean
    KeptAnswers keptAnswers(TenantDatabase database) {
        return new KeptAnswers(database);
    }

    @Bean
    WebMvcRegistrations idempotentHandlers(
            ObjectProvider<TenantDatabase> database, ObjectProvider<KeptAnswers> answers) {
        return new WebMvcRegistrations() {
            @Override
            public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
                return new RequestMappingHandlerAdapter() {
                    @Override
                    protected ServletInvocableHandlerMethod createInvocableHandlerMethod(HandlerMethod handler) {
                        return handler.hasMethodAnnotation(IdempotentPost.class)
                                ? new IdempotentInvocation(handler, database.getObject(), answers.getObject())
                                : super.createInvocableHandlerMethod(handler);
                    }
                };
            }
        };
    }

    @Bean
    RepeatedWork keptAnswersCleanup(KeptAnswers answers) {
        return RepeatedWork.every(BETWEEN_CLEANUPS, "kept-answers-cleanup", answers::dropOld);
    }
}
