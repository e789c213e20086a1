package io.machinenativeops.platform.security;

import java.time.Clock;
import java.util.List;

import io.machinenativeops.platform.problem.ProblemAutoConfiguration;
import io.machinenativeops.platform.problem.Problems;
import io.machinenativeops.platform.work.RepeatedWork;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** The security chain of every service: a stateless resource server that trusts tokens, never the network. */
@AutoConfiguration(
        after = {ProblemAutoConfiguration.class, IdentityChangesAutoConfiguration.class},
        before = {
            OAuth2ResourceServerAutoConfiguration.class,
            OAuth2ResourceServerWebSecurityAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({TokenProperties.class, GrantsProperties.class})
public final class TokenSecurityAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(JwtDecoder.class)
    VerifiedTokens jwtDecoder(TokenProperties properties) {
        return VerifiedTokens.verifying(properties, Clock.systemUTC());
    }

    @Bean
    @ConditionalOnBean(VerifiedTokens.class)
    RepeatedWork issuerKeys(VerifiedTokens tokens) {
        return new RepeatedWork("issuer-keys", tokens::refreshKeys);
    }

    @Bean
    @ConditionalOnMissingBean
    GrantsDirectory grantsDirectory(GrantsProperties properties, JsonMapper json) {
        var url = properties.url();
        var client = properties.clientId();
        var secret = properties.clientSecret();
        if (url == null || url.isBlank() || client == null || secret == null) {
            return (_, subject, _, _) -> {
                throw new AuthenticationServiceException("the grants of " + subject
                        + " can't be read: expected TEAM_RBAC_URL, MNO_CLIENT_ID and MNO_CLIENT_SECRET");
            };
        }
        return new HttpGrantsDirectory(url, client, secret, json, Clock.systemUTC());
    }

    /** Not even asked whether they are wanted: that alone, for each filter of the chain, costs more than the filters. */
    @Bean
    @ConditionalOnMissingBean
    SecurityObservationSettings noSecurityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Takes what no chain before it does: a service may have others for paths of their own. */
    @Bean
    @ConditionalOnMissingBean(name = "tokenSecurity")
    SecurityFilterChain tokenSecurity(
            HttpSecurity http,
            TokenProperties properties,
            Problems problems,
            GrantsDirectory directory,
            SupersededTokens superseded) {
        var refusals = new SecurityRefusals(problems);
        return http.csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                properties.publicPaths().toArray(String[]::new))
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.bearerTokenResolver(new TokenOfHeader())
                        .authenticationEntryPoint(refusals)
                        .accessDeniedHandler(refusals)
                        .withObjectPostProcessor(answering(refusals))
                        .jwt(jwt -> jwt.jwtAuthenticationConverter(
                                new CallerAuthentication.FromJwt(directory, superseded))))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .build();
    }

    /** That a token can't be verified now is answered here too: the filter would let it through to the container. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answering(SecurityRefusals refusals) {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
                filter.setAuthenticationFailureHandler(refusals::commence);
                return filter;
            }
        };
    }

    @Bean
    WebMvcConfigurer callerWebMvc() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new PermissionInterceptor());
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerArgumentResolver());
            }
        };
    }
}
