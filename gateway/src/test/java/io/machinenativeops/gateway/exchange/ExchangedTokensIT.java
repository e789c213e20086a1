package io.machinenativeops.gateway.exchange;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.machinenativeops.gateway.credential.ApiKey;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.SupersededTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** How long tokens are kept, by a clock that the test moves. */
class ExchangedTokensIT {

    private static final Issuer ISSUER = new Issuer();

    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    private final ExchangedTokens tokens = tokens(20_000);

    private static IssuerProperties properties(int unknownKeys, int entries) {
        return new IssuerProperties(
                URI.create(ISSUER.url()),
                "gateway+secret/",
                null,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                64,
                unknownKeys,
                1000,
                1000,
                entries);
    }

    private ExchangedTokens tokens(int entries) {
        var properties = properties(100, entries);
        return new ExchangedTokens(
                new TokenEndpoint(properties, CircuitBreakerRegistry.ofDefaults(), JsonMapper.shared()),
                new SupersededTokens(this::now),
                new Refusals(properties, System::nanoTime),
                JsonMapper.shared(),
                this::now,
                entries);
    }

    private Instant now() {
        return Instant.now().plus(later.get());
    }

    @BeforeEach
    void forget() {
        ISSUER.answer();
        ISSUER.forgetWhatWasAsked();
    }

    @AfterAll
    static void stop() {
        ISSUER.stop();
    }

    private Question.OfKey question() {
        return new Question.OfKey(new ApiKey(ISSUER.issue("o")), "192.0.2.1");
    }

    @Test
    void fetchesTheNextTokenBesideRequestsAndGoesOnWithTheOldOneToItsEnd() {
        var question = question();
        var first = tokens.find(question);
        later.set(Duration.ofSeconds(239));
        assertThat(tokens.find(question)).isSameAs(first);
        assertThat(ISSUER.asked()).hasSize(1);

        ISSUER.answers(500);
        later.set(Duration.ofSeconds(241));
        assertThat(tokens.find(question)).as("no request waits").isSameAs(first);
        later.set(Duration.ofSeconds(294));
        assertThat(tokens.find(question)).isSameAs(first);
        later.set(Duration.ofSeconds(296));
        assertThatThrownBy(() -> tokens.find(question))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type().code()).isEqualTo("unavailable"));

        ISSUER.answer();
        later.set(Duration.ZERO);
        ISSUER.forgetWhatWasAsked();
        var other = question();
        var early = tokens.find(other);
        later.set(Duration.ofSeconds(250));
        await().untilAsserted(() -> assertThat(tokens.find(other)).isNotSameAs(early));
        assertThat(ISSUER.asked()).hasSize(2);
        later.set(Duration.ZERO);
    }

    @Test
    void takesATokenThatEndsOnItsWayForNone() {
        var key = ISSUER.issue(new Issuer.Issued("o", 1, 4));
        assertThatThrownBy(() -> tokens.find(new Question.OfKey(new ApiKey(key), "192.0.2.1")))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void keepsATokenForOneAddressOnly() {
        var key = new ApiKey(ISSUER.issue("o"));
        ISSUER.forgetWhatWasAsked();
        var here = tokens.find(new Question.OfKey(key, "192.0.2.1"));
        var there = tokens.find(new Question.OfKey(key, "192.0.2.2"));

        assertThat(there).isNotSameAs(here);
        assertThat(ISSUER.asked()).extracting("mno_source").containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(new Question.OfKey(key, "192.0.2.1").digest())
                .doesNotContain(key.text())
                .isEqualTo(new Question.OfKey(key, "192.0.2.1").digest());
    }

    @Test
    void keepsNoMoreThanItMay() {
        var few = tokens(10);
        for (var each = 0; each < 200; each++) {
            few.find(question());
        }
        await().until(() -> few.size() <= 10);
    }

    @Test
    void inventedKeysDriveNoGoodOneOut() {
        var few = tokens(50);
        var good = new ArrayList<Question>();
        for (var each = 0; each < 40; each++) {
            good.add(question());
        }
        good.forEach(few::find);
        for (var each = 0; each < 500; each++) {
            var invented = new Question.OfKey(
                    new ApiKey(Issuer.wellFormed()), "198.51.%d.%d".formatted(each / 250, each % 250));
            assertThatThrownBy(() -> few.find(invented)).isInstanceOf(ProblemException.class);
        }
        ISSUER.forgetWhatWasAsked();
        good.forEach(few::find);
        assertThat(ISSUER.asked()).isEmpty();
    }

    @Test
    void countsWholeNetworksOfIpv6AsOne() {
        var refusals = new Refusals(properties(2, 10), System::nanoTime);
        for (var host : new String[] {"2001:db8::1", "2001:db8::ffff:2"}) {
            refusals.countKey(new Question.OfKey(new ApiKey(Issuer.wellFormed()), host));
        }
        var key = new ApiKey(Issuer.wellFormed());
        assertThatThrownBy(() -> refusals.demandPatienceWithKeys(new Question.OfKey(key, "2001:db8:0:0:1::")))
                .isInstanceOf(ProblemException.class);
        refusals.demandPatienceWithKeys(new Question.OfKey(key, "2001:db8:1::1"));
    }
}
