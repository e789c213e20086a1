package io.machinenativeops.teamrbac.signin;

import io.machinenativeops.teamrbac.token.IssuerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Sessions of who signs in, in Redis: they outlive a restart, and any replica knows them. */
@Configuration(proxyBeanMethods = false)
@EnableRedisHttpSession(redisNamespace = "mno:sign-in:session", maxInactiveIntervalInSeconds = 1800)
class SignInSessions {

    @Bean
    CookieSerializer signInCookie(IssuerProperties properties) {
        var cookie = new DefaultCookieSerializer();
        cookie.setCookieName(properties.secure() ? "__Host-mno_sign_in" : "mno_sign_in");
        cookie.setCookiePath("/");
        cookie.setUseHttpOnlyCookie(true);
        cookie.setUseSecureCookie(properties.secure());
        cookie.setSameSite("Lax");
        return cookie;
    }
}
