package io.machinenativeops.teamrbac.token;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import com.nimbusds.jwt.JWTClaimsSet;
import io.machinenativeops.teamrbac.IssuerService;
import io.machinenativeops.teamrbac.jwks.SigningKeys;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many keys a second are exchanged, which are real ones, by who asks from the same process; by name only:
 * {@code -Dit.test=ExchangeBench}.
 */
class ExchangeBench extends IssuerService {

    private static final int KEYS = 500;
    private static final int CLIENTS = 8;

    @Autowired
    private SigningKeys keys;

    private String makeKey(String token, int number) {
        var answer = send(HttpRequest.newBuilder(uri("/api/v1/api-keys"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\": \"key %d\", \"role\": \"developer\"}".formatted(number))));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.body().path("secret").asString();
    }

    private void measure(String what, int count, IntFunction<String> key) throws Exception {
        var next = new AtomicInteger();
        Callable<Boolean> client = () -> {
            for (int each = next.getAndIncrement(); each < count; each = next.getAndIncrement()) {
                assertThat(exchangeKey(key.apply(each)).status()).isEqualTo(200);
            }
            return true;
        };
        var clients = new ArrayList<Callable<Boolean>>();
        for (int each = 0; each < CLIENTS; each++) {
            clients.add(client);
        }
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (var done : threads.invokeAll(clients)) {
                done.get();
            }
        }
        System.out.printf(Locale.ROOT, "BENCH %-40s %,9.0f/s%n", what, count / ((System.nanoTime() - begin) / 1e9));
    }

    @Test
    void exchanges() throws Exception {
        var now = Instant.now();
        var grants = decisions.grants(organization, 0, owner);
        var token = keys.sign(new JWTClaimsSet.Builder()
                .issuer(ISSUER_URL)
                .audience("mno")
                .subject(owner.toString())
                .claim("org", organization.toString())
                .claim("authzRev", grants.revision())
                .claim("grants", grants.claim())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .build());
        var made = new ArrayList<String>();
        for (int each = 0; each < KEYS; each++) {
            made.add(makeKey(token, each));
        }
        for (var round : List.of("first", "second")) {
            measure(round + ", one key", 3_000, _ -> made.getFirst());
            // A change of the organisation makes each be looked up anew.
            member(everywhere, io.machinenativeops.teamrbac.permission.BuiltInRole.VIEWER);
            measure(round + ", each another, looked up", KEYS, made::get);
            measure(round + ", each another, known", KEYS, made::get);
        }
    }
}
