package io.machinenativeops.gateway.session;

import java.time.Clock;

import io.machinenativeops.gateway.exchange.TokenEndpoint;
import io.machinenativeops.platform.security.SupersededTokens;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

    @Bean
    SessionStore sessionStore(SessionProperties properties, JsonMapper json) {
        return new SessionStore(properties.redis(), new Seal(properties.encryption()), json);
    }

    @Bean
    SessionCookies sessionCookies(SessionProperties properties) {
        return new SessionCookies(properties.secure());
    }

    @Bean
    Sessions sessions(
            SessionStore store,
            TokenEndpoint endpoint,
            SupersededTokens superseded,
            SessionProperties properties,
            JsonMapper json) {
        return new Sessions(store, endpoint, superseded, properties, json, Clock.systemUTC());
    }

    @Bean
    RouterFunction<ServerResponse> sessionRoutes(
            Sessions sessions,
            SessionStore store,
            TokenEndpoint endpoint,
            SessionCookies cookies,
            SessionProperties properties,
            JsonMapper json) {
        var signIn = new SignIn(store, endpoint, properties, json);
        return new SessionRoutes(sessions, signIn, cookies, properties, json).routes();
    }
}
