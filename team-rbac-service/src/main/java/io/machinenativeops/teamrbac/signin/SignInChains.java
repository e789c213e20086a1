package io.machinenativeops.teamrbac.signin;

import io.machinenativeops.teamrbac.account.Accounts;
import io.machinenativeops.teamrbac.account.Passwords;
import io.machinenativeops.teamrbac.token.IssuerProperties;
import io.machinenativeops.teamrbac.token.SignedInUsers;
import io.machinenativeops.teamrbac.token.TokenEndpoint;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.server.authorization.oidc.OidcProviderConfiguration;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import tools.jackson.databind.json.JsonMapper;

/** The security chains of the issuer. All other paths are a resource server's, as in every service. */
@Configuration(proxyBeanMethods = false)
class SignInChains {

    private static final Logger log = LoggerFactory.getLogger(SignInChains.class);

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
                    configured.oidc(oidc -> oidc.providerConfigurationEndpoint(
                            where -> where.providerConfigurationCustomizer(SignInChains::describe)));
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

    /** ID tokens are signed as all tokens are: clients refuse what was not announced. */
    private static void describe(OidcProviderConfiguration.Builder provider) {
        provider.idTokenSigningAlgorithms(algorithms -> {
            algorithms.clear();
            algorithms.add(SignatureAlgorithm.ES256.getName());
        });
    }

    /** Where people sign in: the only chain with forms, and so with CSRF tokens. */
    @Bean
    @Order(3)
    SecurityFilterChain signIn(
            HttpSecurity http,
            Passwords passwords,
            Accounts accounts,
            SignInLimits limits,
            SignedInUsers users,
            Providers providers,
            ProviderSignIn elsewhere,
            ProviderCalls calls) {
        if (providers.areThere()) {
            http.addFilterBefore(new ProviderGate(providers, calls), OAuth2AuthorizationRequestRedirectFilter.class)
                    .oauth2Login(login -> byProviders(login, providers, elsewhere, calls));
        }
        return http.securityMatcher("/login", "/login/**", "/logout")
                .authenticationProvider(new PasswordSignIn(passwords, limits))
                .addFilterAfter(new StillSignedIn(users), SecurityContextHolderFilter.class)
                .formLogin(form -> form.loginPage("/login")
                        .authenticationDetailsSource(ClientAddress::of)
                        .successHandler(new PasswordSuccess(accounts, elsewhere))
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

    /** With PKCE and a nonce; of what the provider gives, nothing is kept but who it is. */
    private static void byProviders(
            OAuth2LoginConfigurer<HttpSecurity> login,
            Providers providers,
            ProviderSignIn elsewhere,
            ProviderCalls calls) {
        var requests = new DefaultOAuth2AuthorizationRequestResolver(providers, Providers.WITH);
        requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        login.loginPage("/login")
                .clientRegistrationRepository(providers)
                .authorizedClientRepository(new NothingKept())
                .authorizationEndpoint(there -> there.authorizationRequestResolver(requests))
                .redirectionEndpoint(back -> back.baseUri(Providers.BACK + "/*"))
                .tokenEndpoint(there -> there.accessTokenResponseClient(calls.tokens()))
                .userInfoEndpoint(there -> there.oidcUserService(calls.users()))
                .successHandler(elsewhere)
                .failureHandler((request, response, failure) -> {
                    if (ProviderCalls.isOutage(failure)) {
                        ProviderGate.away(ProviderGate.id(request), failure, response);
                        return;
                    }
                    log.warn("a sign-in by a provider failed: {}", String.valueOf(failure.getMessage()));
                    redirect(response, "/login?failed");
                });
    }

    /** Verifies ID tokens of providers. */
    @Bean
    JwtDecoderFactory<ClientRegistration> idTokenDecoders(Providers providers) {
        return providers.decoders();
    }

    /** Relative: the gateway's address is none that this service sees. */
    static void redirect(HttpServletResponse response, String to) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader(HttpHeaders.LOCATION, to);
    }
}
