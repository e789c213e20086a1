package io.machinenativeops.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

import io.machinenativeops.gateway.exchange.TokenAnswer;
import io.machinenativeops.gateway.exchange.TokenClaims;
import io.machinenativeops.gateway.exchange.TokenEndpoint;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.SupersededTokens;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sessions by the id that only the browser holds. Refresh tokens are good for one use, so of all requests and replicas one
 * refreshes while the others wait for what it got. When the issuer refuses, the session is over: that is how signing out
 * everywhere arrives here.
 */
final class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final Duration BEFORE_THE_END = Duration.ofSeconds(5);
    private static final Duration LOCK = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final Duration PAUSE = Duration.ofMillis(25);

    private final SessionStore store;
    private final TokenEndpoint endpoint;
    private final SupersededTokens superseded;
    private final SessionProperties properties;
    private final JsonMapper json;
    private final InstantSource clock;

    Sessions(
            SessionStore store,
            TokenEndpoint endpoint,
            SupersededTokens superseded,
            SessionProperties properties,
            JsonMapper json,
            InstantSource clock) {
        this.store = store;
        this.endpoint = endpoint;
        this.superseded = superseded;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
    }

    /** Begins a session; what is returned is its id, which is kept nowhere. */
    String begin(TokenAnswer.Granted granted) {
        var id = Secrets.fresh();
        var session = with(granted, Secrets.fresh(), clock.instant().plus(properties.longest()), null, null);
        store.put(name(id), session, life(session));
        return id;
    }

    /** The session with a token that can be used now; null when there is none, or it is over. */
    @Nullable
    BrowserSession find(String id) {
        var name = name(id);
        var session = store.get(name, BrowserSession.class);
        if (session == null || !clock.instant().isBefore(session.end())) {
            return null;
        }
        if (!usable(session)) {
            return renewed(name);
        }
        if (!clock.instant().isBefore(session.renewAt()) && store.lock(name, LOCK)) {
            Thread.ofVirtual().name("session-renewal").start(() -> renewBeside(name));
        }
        return session;
    }

    /** Ends a session, here and at the issuer. */
    @Nullable
    BrowserSession end(String id) {
        var session = store.take(name(id), BrowserSession.class);
        if (session != null && session.refreshToken() != null) {
            endpoint.revoke(session.refreshToken());
        }
        return session;
    }

    private boolean usable(BrowserSession session) {
        var claims = TokenClaims.of(session.accessToken(), json);
        // Asked by revision alone: what one replica saw before says nothing to another.
        return claims != null
                && clock.instant().isBefore(session.until())
                && !superseded.outdate(
                        Long.MAX_VALUE, claims.organization(), claims.subject(), claims.keyId(), claims.revision());
    }

    private @Nullable BrowserSession renewed(String name) {
        var patience = clock.instant().plus(PATIENCE);
        while (clock.instant().isBefore(patience)) {
            if (store.lock(name, LOCK)) {
                return renewLocked(name);
            }
            pause();
            var session = store.get(name, BrowserSession.class);
            if (session == null || usable(session)) {
                return session;
            }
        }
        throw new ProblemException(CommonProblem.UNAVAILABLE, "The session's token can't be renewed now.")
                .retryAfter(Duration.ofSeconds(1));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProblemException(CommonProblem.UNAVAILABLE, "The gateway is shutting down.");
        }
    }

    private void renewBeside(String name) {
        try {
            var session = store.get(name, BrowserSession.class);
            if (session != null && !clock.instant().isBefore(session.renewAt())) {
                renew(name, session);
            }
        } catch (ProblemException away) {
            log.debug("a session's token was not renewed and goes on to its end: {}", away.detail());
        } finally {
            store.unlock(name);
        }
    }

    private @Nullable BrowserSession renewLocked(String name) {
        try {
            var session = store.get(name, BrowserSession.class);
            return session == null || usable(session) ? session : renew(name, session);
        } finally {
            store.unlock(name);
        }
    }

    private @Nullable BrowserSession renew(String name, BrowserSession session) {
        if (session.refreshToken() == null) {
            store.remove(name);
            return null;
        }
        return switch (endpoint.grant("refresh_token", Map.of("refresh_token", session.refreshToken()))) {
            case TokenAnswer.Refused refused -> {
                log.info("a session is over: the issuer says {}", refused.error());
                store.remove(name);
                yield null;
            }
            case TokenAnswer.Granted granted -> {
                var next = with(granted, session.csrfToken(), session.end(), session.refreshToken(), session.idToken());
                if (store.replace(name, next, life(next))) {
                    yield next;
                }
                // Signed out meanwhile: what was got must not stay behind.
                if (next.refreshToken() != null) {
                    endpoint.revoke(next.refreshToken());
                }
                yield null;
            }
        };
    }

    private BrowserSession with(
            TokenAnswer.Granted granted,
            String csrfToken,
            Instant end,
            @Nullable String refreshToken,
            @Nullable String idToken) {
        var now = clock.instant();
        return new BrowserSession(
                granted.accessToken(),
                now.plus(granted.life().multipliedBy(4).dividedBy(5)),
                now.plus(granted.life()).minus(BEFORE_THE_END),
                granted.refreshToken() == null ? refreshToken : granted.refreshToken(),
                granted.idToken() == null ? idToken : granted.idToken(),
                csrfToken,
                end);
    }

    private Duration life(BrowserSession session) {
        var rest = Duration.between(clock.instant(), session.end());
        return rest.compareTo(properties.idle()) < 0 ? rest : properties.idle();
    }

    private static String name(String id) {
        return "session:" + Secrets.digest(id);
    }
}
