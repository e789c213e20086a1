package io.machinenativeops.gateway.accesslog;

import io.machinenativeops.gateway.route.RouteNames;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "mno.gateway.access-log", matchIfMissing = true)
class AccessLogConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> accessLog(RouteNames routes) {
        return tomcat -> tomcat.addEngineValves(new AccessLogValve(routes));
    }
}
