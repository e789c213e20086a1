package io.machinenativeops.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.bench.Http;
import tools.jackson.databind.json.JsonMapper;

/** Sends events through the public API until each has its verdict; a busy or restarting stack is waited for. */
final class Delivery {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int ATTEMPTS = 60;

    private final Http http;
    private final String url;
    private long accepted;
    private long duplicates;
    private long rejected;

    Delivery(Http http, String gatewayUrl) {
        this.http = http;
        this.url = gatewayUrl + "/api/v1/usage-events";
    }

    long accepted() {
        return accepted;
    }

    long duplicates() {
        return duplicates;
    }

    long rejected() {
        return rejected;
    }

    /**
     * Sends one batch.
     *
     * @throws IllegalStateException when the stack refuses it, or does not answer for a minute
     */
    void send(List<String> events) throws InterruptedException {
        var body = ("{\"events\":[" + String.join(",", events) + "]}").getBytes(StandardCharsets.UTF_8);
        var last = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                var reply = http.post(url, "application/json", body);
                if (reply.status() == 202 || reply.status() == 422) {
                    count(reply.body());
                    return;
                }
                last = "status " + reply.status() + ": " + reply.body();
                if (reply.status() < 500 && reply.status() != 429) {
                    break;
                }
            } catch (IOException away) {
                last = away.toString();
            }
            TimeUnit.SECONDS.sleep(1);
        }
        throw new IllegalStateException("The stack does not take the demo's usage: " + last);
    }

    private void count(String reply) {
        var verdict = JSON.readTree(reply);
        accepted += verdict.path("accepted").asLong(0);
        duplicates += verdict.path("duplicates").asLong(0);
        rejected += verdict.path("rejected").size();
    }
}
