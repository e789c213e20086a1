package io.machinenativeops.gateway.exchange;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Where no credential is needed, since none is to be had yet. What stands there is for the service to protect.
 *
 * @param openPaths path patterns
 * @param secretPaths path patterns of routes that a secret in the body opens; whoever shows a credential besides is known by it
 */
@ConfigurationProperties("mno.gateway")
public record OpenPaths(
        @DefaultValue({
            "/oauth2/**",
            "/.well-known/**",
            "/login",
            "/login/**",
            "/logout",
            "/connect/**",
            "/userinfo",
            "/invitation/**",
            "/auth/**",
            "/",
            "/docs",
            "/docs/**",
            "/actuator/**",
            "/error"
        })
        List<String> openPaths,

        @DefaultValue({"/api/v1/invitations/accept", "/api/v1/api-keys/leaked"})
        List<String> secretPaths) {

    private static final PathPatternParser PARSER = PathPatternParser.defaultInstance;

    /** Looks paths up where no credential is needed. */
    public Matcher matcher() {
        return matcher(openPaths);
    }

    /** Looks paths up where a secret in the body does for a credential. */
    Matcher secrets() {
        return matcher(secretPaths);
    }

    private static Matcher matcher(List<String> patterns) {
        return new Matcher(patterns.stream().map(PARSER::parse).toList());
    }

    /** The patterns, parsed once. */
    public record Matcher(List<PathPattern> patterns) {

        /** Whether the path, as it was written, is open. */
        public boolean opens(String path) {
            var container = PathContainer.parsePath(path);
            return patterns.stream().anyMatch(pattern -> pattern.matches(container));
        }
    }
}
