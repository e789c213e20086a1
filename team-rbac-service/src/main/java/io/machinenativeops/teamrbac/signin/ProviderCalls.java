package io.machinenativeops.teamrbac.signin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestOperations;
import org.springframework.web.client.RestTemplate;

/**
 * What is asked of providers while somebody waits: where its things are, a token, its keys, and who it is. All that one request asks
 * takes no longer than it may wait for its provider, however slowly answers drip in.
 */
@Component
final class ProviderCalls {

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration UNLESS_BOUND = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            // Servers are asked for no upgrade that they may not know.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    /** When the running request has waited long enough, by {@link System#nanoTime}. */
    private final ThreadLocal<Long> end = new ThreadLocal<>();

    private final ClientHttpRequestFactory requests = this::request;
    private final RestTemplate rest = new RestTemplate(requests);

    /** Goes on with a request that waits for a provider no longer than this, in all. */
    void within(Duration most, FilterChain chain, ServletRequest request, ServletResponse response)
            throws IOException, ServletException {
        end.set(System.nanoTime() + most.toNanos());
        try {
            chain.doFilter(request, response);
        } finally {
            end.remove();
        }
    }

    private ClientHttpRequest request(URI uri, HttpMethod method) throws IOException {
        var until = end.get();
        var left = until == null ? UNLESS_BOUND : Duration.ofNanos(until - System.nanoTime());
        var bounded = new JdkClientHttpRequestFactory(http);
        bounded.setReadTimeout(left.compareTo(LEAST) < 0 ? LEAST : left);
        return bounded.createRequest(uri, method);
    }

    /** What stands at an address, as JSON. */
    Map<String, Object> read(String uri) {
        var read = RestClient.builder()
                .requestFactory(requests)
                .build()
                .get()
                .uri(URI.create(uri))
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .body(new ParameterizedTypeReference<Map<String, Object>>() {});
        return read == null ? Map.of() : read;
    }

    /** For the keys of a provider. */
    RestOperations rest() {
        return rest;
    }

    OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokens() {
        var tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .registerDefaults()
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return tokens;
    }

    OidcUserService users() {
        var rest = new RestTemplate(requests);
        rest.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        var plain = new DefaultOAuth2UserService();
        plain.setRestOperations(rest);
        var users = new OidcUserService();
        users.setOauth2UserService(plain);
        return users;
    }

    /** Whether something failed since the provider did not answer, or not in time. */
    static boolean isOutage(Throwable failure) {
        for (var each = failure; each != null; each = each.getCause()) {
            if (each instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
