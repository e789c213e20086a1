package io.machinenativeops.platform.security;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.event.Outbox;
import io.machinenativeops.platform.event.OutgoingEvent;
import io.machinenativeops.platform.notebook.NotebookService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.cloud.stream.binding.BindingService;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityChangesIT extends NotebookService {

    @Autowired
    Outbox outbox;

    @Autowired
    BindingService bindings;

    private final String subject = "user:" + UUID.randomUUID();

    private String token(String key, int revision) {
        return ISSUER.token(
                organization,
                claims -> claims.subject(subject)
                        .claim("keyId", key)
                        .claim("authzRev", revision)
                        .claim("grants", Map.of("organization:" + organization, List.of("usage:read"))));
    }

    private int status(String token) {
        return client.get()
                .uri("/notebooks")
                .header("Authorization", "Bearer " + token)
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    private void change(int revision, List<String> keys) {
        var change = new IdentityChange(organization, revision, false, List.of(), keys);
        database.forOrganization(organization, _ -> {
            outbox.publish(new OutgoingEvent(IdentityChange.STREAM, IdentityChange.TYPE, organization, true, change));
            return revision;
        });
    }

    @Test
    void refusesTokensOfARevokedKeySoonAfterItWasRevoked() {
        var revoked = token("k1", 1);
        assertThat(status(revoked)).isEqualTo(200);
        change(2, List.of("k1"));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> status(revoked) == 401);

        client.get()
                .uri("/notebooks")
                .header("Authorization", "Bearer " + revoked)
                .exchange()
                .expectHeader()
                .valueEquals("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("token-superseded");
        assertThat(status(token("k2", 1))).as("another key of the same subject").isEqualTo(200);
        assertThat(status(token("k1", 2))).as("a newer token").isEqualTo(200);
    }

    @Test
    void readsWhatHappenedBeforeAReplicaStarted() {
        change(2, List.of("k1"));
        Awaitility.await().until(() -> status(token("k1", 1)) == 401);

        var other = new SupersededTokens(Clock.systemUTC());
        var feed = new IdentityChangeFeed(bindings, other);
        feed.start();
        try {
            var old = new Caller(organization, subject, "k1", null, null, 1, Grants.NONE);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> other.supersede(old));
        } finally {
            feed.stop();
        }
    }

    @Test
    void goesOnWhenAnEventCantBeReadAndWhenRedisWasAway() {
        database.forOrganization(organization, _ -> {
            outbox.publish(new OutgoingEvent(
                    IdentityChange.STREAM, IdentityChange.TYPE, organization, true, Map.of("revision", "none")));
            return 1;
        });
        STREAMS.server().kill();
        assertThat(status(token("k1", 1)))
                .as("tokens are verified without Redis")
                .isEqualTo(200);
        change(3, List.of("k1"));
        STREAMS.server().restart();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> status(token("k1", 1)) == 401);
    }
}
