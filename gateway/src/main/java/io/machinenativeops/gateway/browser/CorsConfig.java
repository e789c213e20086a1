package io.machinenativeops.gateway.browser;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

@Configuration(proxyBeanMethods = false)
class CorsConfig {

    /** After the id of the request is made, before anybody asks who is calling: browsers ask for leave without credential. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 110;

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final List<String> READABLE = List.of(
            "ETag",
            "Location",
            "Retry-After",
            "RateLimit",
            "RateLimit-Policy",
            "X-Request-Id",
            "Idempotency-Replayed",
            "Content-Disposition");

    @Bean
    FilterRegistrationBean<CorsFilter> corsFilter(CorsProperties properties) {
        var allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(properties.origins());
        allowed.setAllowedMethods(METHODS);
        allowed.addAllowedHeader(CorsConfiguration.ALL);
        allowed.setExposedHeaders(READABLE);
        allowed.setMaxAge(properties.maxAge());
        var filter = new FilterRegistrationBean<>(new CorsFilter(request -> of(request, allowed)));
        filter.setEnabled(!properties.origins().isEmpty());
        filter.setOrder(ORDER);
        return filter;
    }

    /** Null for a site that is not allowed: its page reads nothing, and what is no page (or is ours) is not held up. */
    private static @Nullable CorsConfiguration of(HttpServletRequest request, CorsConfiguration allowed) {
        return allowed.checkOrigin(request.getHeader(HttpHeaders.ORIGIN)) == null ? null : allowed;
    }
}
