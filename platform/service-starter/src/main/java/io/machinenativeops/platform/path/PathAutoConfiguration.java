package io.machinenativeops.platform.path;

import io.machinenativeops.platform.problem.ProblemAutoConfiguration;
import io.machinenativeops.platform.problem.Problems;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * One rule for the paths of every servlet application that has the starter, the gateway among them. Tomcat and the firewall
 * of Spring Security would each refuse ids that hold a slash, a percent sign or a semicolon; {@link RequestPath} refuses
 * what they refuse these for.
 */
@AutoConfiguration(after = ProblemAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class PathAutoConfiguration {

    /** After what gives a request its ids, before what reads its path. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 200;

    @Bean
    FilterRegistrationBean<PathFilter> pathFilter(Problems problems) {
        var registration = new FilterRegistrationBean<>(new PathFilter(problems));
        registration.setOrder(ORDER);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashes() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        });
    }

    @Bean
    HttpFirewall pathFirewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedDoubleSlash(true);
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowUrlEncodedPeriod(true);
        firewall.setAllowBackSlash(true);
        firewall.setAllowSemicolon(true);
        // Each header that is read is checked each time; by a pattern, that of a token is as much work as verifying it
        // again.
        firewall.setAllowedHeaderValues(
                value -> isPrintable(value) || StrictHttpFirewall.ALLOWED_HEADER_VALUES.test(value));
        return firewall;
    }

    private static boolean isPrintable(String value) {
        for (int at = 0; at < value.length(); at++) {
            char sign = value.charAt(at);
            if (sign < ' ' || sign > '~') {
                return false;
            }
        }
        return true;
    }
}
