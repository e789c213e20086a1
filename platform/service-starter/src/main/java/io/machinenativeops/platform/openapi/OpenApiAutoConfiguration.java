package io.machinenativeops.platform.openapi;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.security.Caller;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** For a service that describes its API with springdoc. */
@AutoConfiguration
@ConditionalOnClass(OpenApiCustomizer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class OpenApiAutoConfiguration {

    @Bean
    OpenApiCustomizer documentedProblems() {
        return new DocumentedProblems();
    }

    @Bean
    GlobalOperationCustomizer declaredParameters() {
        // They come from the token and from headers: what stands for them is said by the customizer.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class, IfMatch.class, PageQuery.class);
        return new DeclaredParameters();
    }
}
