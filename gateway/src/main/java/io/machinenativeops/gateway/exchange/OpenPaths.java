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
            "/docs",
            "/docs/**",
            "/actuator/**",
            "/error"
        })
        List<String> openPaths) {

    private static final PathPatternParser PARSER = PathPatternParser.defaultInstance;

    /** Looks paths up. */
    public Matcher matcher() {
        var patterns = openPaths.stream().map(PARSER::parse).toList();
        return new Matcher(patterns);
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
