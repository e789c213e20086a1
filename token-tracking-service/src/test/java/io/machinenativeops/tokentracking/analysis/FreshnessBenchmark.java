package io.machinenativeops.tokentracking.analysis;

import java.util.ArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.LoggerFactory;

/** Time from the 202 until a query sees the event; asserts nothing. Run with {@code -Dbenchmark=events}. */
@EnabledIfSystemProperty(named = "benchmark", matches = "\\d+")
class FreshnessBenchmark {

    @Test
    void acceptedUntilSeen() {
        var times = new ArrayList<Long>();
        try (var service = new AnalysisService()) {
            var token = AnalysisService.ISSUER.token(AnalysisService.organization(), "usage:read", "usage:write");
            for (int i = 0; i < Integer.getInteger("benchmark", 100); i++) {
                service.post(
                        token,
                        "{\"events\":[{\"eventId\":\"" + i
                                + "\",\"provider\":\"openai\",\"model\":\"gpt-5\",\"usage\":{\"prompt_tokens\":5}}]}");
                long accepted = System.nanoTime();
                while (service.send(token, "/api/v1/usage/events/" + i).statusCode() != 200) {
                    Thread.onSpinWait();
                }
                times.add((System.nanoTime() - accepted) / 1_000_000);
            }
        }
        times.sort(null);
        LoggerFactory.getLogger(FreshnessBenchmark.class)
                .warn(
                        "accepted until seen, ms: p50 {}, p95 {}, p99 {}, max {}",
                        times.get(times.size() / 2),
                        times.get(times.size() * 95 / 100),
                        times.get(times.size() * 99 / 100),
                        times.getLast());
    }
}
