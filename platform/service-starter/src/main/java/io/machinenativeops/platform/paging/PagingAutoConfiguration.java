package io.machinenativeops.platform.paging;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Hands {@link PageQuery} to controller methods. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class PagingAutoConfiguration {

    @Bean
    WebMvcConfigurer pagingWebMvc() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Resolver());
            }
        };
    }

    private static final class Resolver implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == PageQuery.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            var size = parameter.getParameterAnnotation(PageSize.class);
            var parameters = new LinkedHashMap<String, List<String>>();
            request.getParameterMap().forEach((name, values) -> parameters.put(name, Arrays.asList(values)));
            var caller = Caller.current();
            var servlet = request.getNativeRequest(HttpServletRequest.class);
            var question = Cursor.digest(
                    servlet == null ? "" : servlet.getRequestURI(),
                    caller == null ? "" : caller.organizationId(),
                    parameters);
            return PageQuery.read(
                    question,
                    single(parameters, Cursor.LIMIT),
                    single(parameters, Cursor.PARAMETER),
                    size == null ? PageSize.USUAL : size.usual(),
                    size == null ? PageSize.LARGEST : size.largest());
        }

        private static @Nullable String single(Map<String, List<String>> parameters, String name) {
            var values = parameters.getOrDefault(name, List.of());
            if (values.size() > 1) {
                throw ProblemException.invalid(name, "sent " + values.size() + " times; expected once");
            }
            return values.isEmpty() ? null : values.getFirst();
        }
    }
}
