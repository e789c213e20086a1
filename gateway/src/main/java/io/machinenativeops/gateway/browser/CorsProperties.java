package io.machinenativeops.gateway.browser;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Other sites whose pages may call the API. Cookies never come along: such pages show a token or a key.
 *
 * @param origins such as {@code https://console.example}; a {@code *} takes any
 * @param maxAge how long browsers may remember the answer
 */
@ConfigurationProperties("mno.gateway.cors")
record CorsProperties(
        @DefaultValue List<String> origins,
        @DefaultValue("1h") Duration maxAge) {

    CorsProperties {
        origins = origins.stream().filter(origin -> !origin.isBlank()).toList();
        for (var origin : origins) {
            if (!origin.equals("*") && !origin.matches("https?://[^/*]+")) {
                throw new IllegalArgumentException(
                        "mno.gateway.cors.origins '%s': expected scheme and host, such as https://console.example, or *"
                                .formatted(origin));
            }
        }
    }
}
