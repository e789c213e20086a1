package io.machinenativeops.teamrbac.jwks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.machinenativeops.platform.security.ServiceTokens;
import io.machinenativeops.teamrbac.IssuerService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jwt.JwtException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Services verify tokens, with keys that they read by HTTP, while these change. */
class RotationIT extends IssuerService {

    private static final int ROTATIONS = 10;

    @Autowired
    private SigningKeys keys;

    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    private interface Work {
        void run() throws Exception;
    }

    private void beside(Work work) {
        threads.add(Thread.startVirtualThread(() -> {
            while (!over.get()) {
                try {
                    work.run();
                } catch (InterruptedException end) {
                    return;
                } catch (Exception failure) {
                    failures.add(failure.toString());
                }
            }
        }));
    }

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() throws InterruptedException {
        over.set(true);
        for (var thread : threads) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(10));
        }
    }

    private static ServiceTokens service(String jwks, InstantSource clock) {
        return new ServiceTokens(jwks, ISSUER_URL, "mno", clock);
    }

    /** A clock on which the life of a key of the tests is a minute: a service asks for an unknown key once in five seconds. */
    private static InstantSource fast() {
        var start = Instant.now();
        return () -> start.plus(Duration.between(start, Instant.now()).multipliedBy(50));
    }

    private static String kid(String token) {
        try {
            return SignedJWT.parse(token).getHeader().getKeyID();
        } catch (java.text.ParseException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private String token(String key) {
        return exchangeKey(key).body().path("access_token").asString();
    }

    @Test
    void tenRotationsFailNoRequestOfTwoServices() {
        var key = apiKey(null);
        Set<String> kids = ConcurrentHashMap.newKeySet();
        var verified = new AtomicInteger();
        var recent = new ConcurrentLinkedQueue<String>();
        for (int service = 0; service < 2; service++) {
            var tokens = service(uri("/oauth2/jwks").toString(), fast());
            // As often in the life of a key as outside tests: there a set is read every three seconds, and a key is
            // told of ten
            // minutes before it signs.
            beside(() -> {
                tokens.refreshKeys();
                Thread.sleep(200);
            });
            beside(() -> {
                var token = token(key);
                kids.add(kid(token));
                recent.add(token);
                if (recent.size() > 200) {
                    recent.poll();
                }
                assertThat(tokens.decode(token).getSubject()).isEqualTo(owner.toString());
                verified.incrementAndGet();
            });
            beside(() -> {
                for (var token : recent) {
                    tokens.decode(token);
                    verified.incrementAndGet();
                }
                Thread.sleep(5);
            });
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> kids.size() > ROTATIONS);
        assertThat(failures).isEmpty();
        assertThat(verified).hasValueGreaterThan(1_000);
        assertThat(get("/oauth2/jwks", null).headers().firstValue("Cache-Control"))
                .contains("max-age=0, public");
    }

    /** One key is withdrawn here; a second replica, and a service that reads its keys there, know of it by what they ask themselves. */
    @Test
    void whatAWithdrawnKeySignedIsRefusedWithinFiveSecondsByServicesOfAnotherReplica() throws Exception {
        var usual = new JwksProperties(
                Duration.ofDays(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1));
        var cipher = KeyCipher.of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        var other = new SigningKeys(new StoredKeys(database, cipher, usual), InstantSource.system(), usual.refresh());
        other.turn();
        var server = serve(other);
        try {
            var service = service(
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/oauth2/jwks", InstantSource.system());
            var old = token(apiKey(null));
            assertThat(service.decode(old).getSubject()).isEqualTo(owner.toString());

            keys.replaceAll();
            var next = token(apiKey(null));
            assertThat(kid(next)).isNotEqualTo(kid(old));
            // Each looks again as long after its last look as it says: that both just looked is the worst case.
            var longest = other.turn().plus(service.refreshKeys());
            assertThat(longest).isLessThan(Duration.ofSeconds(5));
            assertThat(isRefused(service, old)).isTrue();
            assertThat(service.decode(next).getSubject()).isEqualTo(owner.toString());
        } finally {
            server.stop(0);
        }
    }

    /** What was read before the withdrawal and comes late must not bring the old key back. */
    @Test
    void aWithdrawnKeyStaysAwayWhileTheKeysAreReadAgain() {
        for (int reader = 0; reader < 4; reader++) {
            beside(keys::turn);
        }
        for (int withdrawal = 0; withdrawal < 25; withdrawal++) {
            var old = keys.published();
            keys.replaceAll();
            for (int look = 0; look < 20; look++) {
                assertThat(keys.published().getKeys()).doesNotContainAnyElementsOf(old.getKeys());
                LockSupport.parkNanos(1_000_000);
            }
        }
        assertThat(failures).isEmpty();
    }

    private static boolean isRefused(ServiceTokens service, String token) {
        try {
            service.decode(token);
            return false;
        } catch (JwtException refused) {
            return true;
        }
    }

    private static HttpServer serve(SigningKeys keys) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/oauth2/jwks", request -> {
            var set = keys.published().toString(true).getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(200, set.length);
            try (var body = request.getResponseBody()) {
                body.write(set);
            }
        });
        server.start();
        return server;
    }
}
