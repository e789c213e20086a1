package io.machinenativeops.tokentracking.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.AppendResult;
import io.machinenativeops.binder.redis.ClaimsForgottenException;
import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.ingest.reading.Verdict;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ForgottenCorrectionsTest {

    private static final Instant BEGAN = Instant.parse("2026-11-20T00:00:00Z");
    private static final Instant FORGOT = Instant.parse("2026-11-22T00:00:00Z");

    private final String occurredAt = Instant.now().minus(Duration.ofHours(1)).toString();
    private final List<RecordedUsage> stored = new ArrayList<>();
    private final List<RecordedUsage> waiting = new ArrayList<>();
    private final List<AppendRequest> asked = new ArrayList<>();
    private Instant remembersSince = BEGAN;

    private final UsageIntake intake =
            FuzzedIntake.intake(this::append, (organization, ids) -> Map.of("run-7", List.copyOf(stored)));

    @Test
    void aCorrectionThatWasStoredAndForgottenSinceItsLookUpCountsOnce() {
        assertThat(take("\"eventId\":\"run-7\"", 10)).isInstanceOf(Verdict.Accepted.class);
        store();
        assertThat(take("\"supersedes\":\"run-7\",\"revision\":2", 20)).isInstanceOf(Verdict.Accepted.class);
        remembersSince = FORGOT;
        asked.clear();

        assertThat(take("\"supersedes\":\"run-7\",\"revision\":2", 20)).isInstanceOf(Verdict.Duplicate.class);

        assertThat(asked).extracting(AppendRequest::notClaimedBefore).containsExactly(BEGAN);
    }

    /** The stream: whoever asks from before what it remembers is refused, and the writer gets on meanwhile. */
    private AppendResult append(AppendRequest request) {
        asked.add(request);
        var needed = request.notClaimedBefore();
        if (needed != null && needed.isBefore(remembersSince)) {
            store();
            throw new ClaimsForgottenException(request.destination(), remembersSince, needed);
        }
        var entry = new String(request.prefix(), UTF_8)
                + new String(request.parts().getFirst().body(), UTF_8)
                + new String(request.suffix(), UTF_8);
        UsageRecordedJson.read(entry.getBytes(UTF_8)).data().items().stream()
                .filter(item -> item.sign() > 0)
                .forEach(waiting::add);
        return new AppendResult("1-1", List.of(Outcome.APPENDED), remembersSince);
    }

    private void store() {
        stored.addAll(waiting);
        waiting.clear();
    }

    private Verdict take(String names, int tokens) {
        var event = JsonMapper.shared().readTree("""
                {%s,"occurredAt":"%s","provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":%d}}""".formatted(names, occurredAt, tokens));
        return intake.take(FuzzedIntake.CALLER, Source.REST, List.of(new Candidate(event, null)))
                .getFirst();
    }
}
