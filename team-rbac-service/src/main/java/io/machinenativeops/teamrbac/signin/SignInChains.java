package io.machinenativeops.teamrbac.signin;

import io.machinenativeops.teamrbac.token.IssuerProperties;
import io.machinenativeops.teamrbac.token.TokenEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import tools.jackson.databind.json.JsonMapper;

/** The security chains of the issuer. All other paths are a resource server's, as in every service. */
@Configuration(proxyBeanMethods = false)
class SignInChains {

    @Bean
    AuthorizationServerSettings authorizationServerSettings(IssuerProperties properties) {
        return AuthorizationServerSettings.builder().issuer(properties.url()).build();
    }

    /** The keys are for everybody, and may be kept: nothing of the authorization server's answers may. */
    @Bean
    @Order(1)
    SecurityFilterChain keySet(HttpSecurity http) {
        return http.securityMatcher("/oauth2/jwks")
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.cacheControl(caching -> caching.disable()))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain authorizationServer(HttpSecurity http, TokenEndpoint tokens, JsonMapper json) {
        var server = new OAuth2AuthorizationServerConfigurer();
        http.securityMatcher(server.getEndpointsMatcher())
                .with(server, configured -> {
                    configured.oidc(Customizer.withDefaults());
                    tokens.configure(configured);
                })
                .csrf(csrf -> csrf.ignoringRequestMatchers(server.getEndpointsMatcher()))
                .addFilterBefore(new OutageFilter(json), SecurityContextHolderFilter.class)
                .exceptionHandling(refused -> refused.defaultAuthenticationEntryPointFor(
                        new UnknownClient(json),
                        PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, "/oauth2/**")))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
        return http.build();
    }
}
