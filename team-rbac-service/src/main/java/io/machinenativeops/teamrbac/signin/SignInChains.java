package io.machinenativeops.teamrbac.signin;

import io.machinenativeops.teamrbac.account.Passwords;
import io.machinenativeops.teamrbac.token.IssuerProperties;
import io.machinenativeops.teamrbac.token.SignedInUsers;
import io.machinenativeops.teamrbac.token.TokenEndpoint;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
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
    SecurityFilterChain authorizationServer(
            HttpSecurity http, TokenEndpoint tokens, SignedInUsers users, JsonMapper json) {
        var server = new OAuth2AuthorizationServerConfigurer();
        var paths = PathPatternRequestMatcher.withDefaults();
        return http.securityMatcher(server.getEndpointsMatcher())
                .with(server, configured -> {
                    configured.oidc(Customizer.withDefaults());
                    tokens.configure(configured);
                })
                .csrf(csrf -> csrf.ignoringRequestMatchers(server.getEndpointsMatcher()))
                .addFilterBefore(new OutageFilter(json), SecurityContextHolderFilter.class)
                .addFilterAfter(new StillSignedIn(users), SecurityContextHolderFilter.class)
                .exceptionHandling(refused -> refused.defaultAuthenticationEntryPointFor(
                                new UnknownClient(json), paths.matcher(HttpMethod.POST, "/oauth2/**"))
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/login"),
                                paths.matcher(HttpMethod.GET, "/oauth2/authorize")))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .build();
    }

    /** Where people sign in: the only chain with forms, and so with CSRF tokens. */
    @Bean
    @Order(3)
    SecurityFilterChain signIn(HttpSecurity http, Passwords passwords, SignInLimits limits, SignedInUsers users) {
        return http.securityMatcher("/login", "/logout")
                .authenticationProvider(new PasswordSignIn(passwords, limits))
                .addFilterAfter(new StillSignedIn(users), SecurityContextHolderFilter.class)
                .formLogin(form -> form.loginPage("/login")
                        .authenticationDetailsSource(ClientAddress::of)
                        .successHandler(new ToWhereItBegan())
                        .failureHandler((_, response, failure) -> redirect(
                                response, failure instanceof LockedException ? "/login?wait" : "/login?error")))
                .logout(logout -> logout.logoutSuccessHandler((_, response, _) -> redirect(response, "/login?logout")))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(
                                        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"))
                        .referrerPolicy(Customizer.withDefaults()))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** Relative: the gateway's address is none that this service sees. */
    static void redirect(HttpServletResponse response, String to) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader(HttpHeaders.LOCATION, to);
    }
}
