package io.machinenativeops.local;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/** What {@code ./mno doctor} says of the key of {@code credentials.json}: a word that it knows, and a sentence. */
final class KeyReport {

    private static final Duration SOON = Duration.ofDays(30);
    private static final int UNAUTHORIZED = 401;

    private final Settings settings;
    private final Clock clock;

    KeyReport(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** {@code ok}, {@code warn} or {@code fail}, a blank, and why. */
    String line() throws InterruptedException {
        String key = Credentials.read(settings).apiKey();
        if (key == null || !key.startsWith("mno_")) {
            return "fail is none of this version: './mno up' makes an API key";
        }
        try (GatewayApi api = new GatewayApi(settings.gatewayUrl(), key, Map.of())) {
            GatewayApi.Reply reply = api.ask("/api/v1/api-keys?limit=200");
            if (reply.status() == UNAUTHORIZED) {
                return "fail is refused (it ended, or was revoked): './mno up' makes a new one";
            }
            for (JsonNode each : reply.body().path("items").values()) {
                if (key.startsWith(each.get("prefix").asString() + "_")) {
                    return about(each.path("expiresAt").asString(""));
                }
            }
            return reply.status() < UNAUTHORIZED
                    ? "ok is taken by the gateway"
                    : "warn cannot be looked up: the gateway answered " + reply.status();
        } catch (IOException away) {
            return "warn cannot be looked up: the gateway does not answer at " + settings.gatewayUrl();
        }
    }

    private String about(String end) {
        if (end.isEmpty()) {
            return "ok is taken by the gateway, and does not end";
        }
        Duration left = Duration.between(clock.instant(), Instant.parse(end));
        return "%s ends in %d days%s"
                .formatted(
                        left.compareTo(SOON) < 0 ? "warn" : "ok",
                        left.toDays(),
                        left.compareTo(SOON) < 0 ? ": the first './mno up' after that makes a new one" : "");
    }
}
