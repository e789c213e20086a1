package io.machinenativeops.gateway.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.machinenativeops.gateway.GatewayProblem;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.SupersededTokens;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tokens that were exchanged, kept by a digest. Those who ask for the same together wait for one answer. An answer is used only
 * while nothing that it says was changed after the question was sent; so an answer on its way can't bring a revoked key back.
 */
final class ExchangedTokens {

    private static final Logger log = LoggerFactory.getLogger(ExchangedTokens.class);

    /** A token must not end on its way to a service. */
    private static final Duration BEFORE_THE_END = Duration.ofSeconds(5);

    private static final Duration REFUSED_FOR = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(5);
    private static final int TRIES = 3;

    private final TokenEndpoint endpoint;
    private final SupersededTokens superseded;
    private final Refusals refusals;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Cache<String, Held.Token> known;

    /** Apart from tokens, so that invented keys drive none of them out. */
    private final Cache<String, Held.Refusal> refused;

    private final Cache<String, Boolean> renewed;
    private final Map<String, FutureTask<Held>> asked = new ConcurrentHashMap<>();

    ExchangedTokens(
            TokenEndpoint endpoint,
            SupersededTokens superseded,
            Refusals refusals,
            JsonMapper json,
            InstantSource clock,
            int entries) {
        this.endpoint = endpoint;
        this.superseded = superseded;
        this.refusals = refusals;
        this.json = json;
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterWrite(LONGEST)
                .build();
        this.refused = Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterWrite(REFUSED_FOR)
                .build();
        this.renewed = Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterWrite(BETWEEN_RENEWALS)
                .build();
    }

    /**
     * The token for what a caller showed.
     *
     * @throws ProblemException 401 when there is none for it, 429 or 503 when nobody can tell now
     */
    Held.Token find(Question question) {
        demandNotSuperseded(question);
        var digest = question.digest();
        var held = known.getIfPresent(digest);
        if (held != null && counts(held)) {
            if (!clock.instant().isBefore(held.renewAt())) {
                renewBeside(digest, question);
            }
            return held;
        }
        var refusal = refused.getIfPresent(digest);
        if (refusal != null && counts(refusal)) {
            return tokenOf(refusal);
        }
        for (var tried = 1; tried <= TRIES; tried++) {
            var answer = ask(digest, question);
            if (counts(answer)) {
                return tokenOf(answer);
            }
        }
        throw new ProblemException(
                        CommonProblem.UNAVAILABLE,
                        "What the credential may do is being changed: no token keeps up with it.")
                .retryAfter(Duration.ofSeconds(1));
    }

    /** What came from a token ends with it, such as when a person signs out everywhere. */
    private void demandNotSuperseded(Question question) {
        if (question instanceof Question.OfToken of && isOld(of.shown(), Long.MAX_VALUE)) {
            throw new ProblemException(
                    CommonProblem.TOKEN_SUPERSEDED, "Something the token says was changed after it was issued.");
        }
    }

    private boolean isOld(TokenClaims claims, long seenBefore) {
        return superseded.outdate(
                seenBefore, claims.organization(), claims.subject(), claims.keyId(), claims.revision());
    }

    /** Throws away a token that a service refused: it may know of a change before the gateway does. */
    void forget(Question question, Held.Token token) {
        known.asMap().remove(question.digest(), token);
    }

    /** How many answers are kept now. */
    long size() {
        known.cleanUp();
        return known.estimatedSize();
    }

    private boolean counts(Held held) {
        if (!clock.instant().isBefore(held.until())) {
            return false;
        }
        return switch (held) {
            case Held.Refusal _ -> true;
            case Held.Token token -> !isOld(token.claims(), token.seenBefore());
        };
    }

    private static Held.Token tokenOf(Held held) {
        return switch (held) {
            case Held.Token token -> token;
            case Held.Refusal refusal -> throw new ProblemException(refusal.problem(), refusal.detail());
        };
    }

    private Held ask(String digest, Question question) {
        var task = asked.computeIfAbsent(digest, _ -> new FutureTask<>(() -> answer(digest, question)));
        task.run();
        try {
            return task.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof ProblemException problem
                    ? problem
                    : new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProblemException(CommonProblem.UNAVAILABLE, "The gateway is shutting down.");
        } finally {
            asked.remove(digest, task);
        }
    }

    private Held answer(String digest, Question question) {
        refusals.demandPatienceWithKeys(question);
        var seenBefore = superseded.seen();
        var answer = held(question, endpoint.exchange(question.parameters()), seenBefore);
        switch (answer) {
            case Held.Refusal refusal -> {
                refusals.countKey(question);
                known.invalidate(digest);
                refused.put(digest, refusal);
            }
            case Held.Token token when counts(token) -> known.put(digest, token);
            case Held.Token _ -> known.invalidate(digest);
        }
        return answer;
    }

    private Held held(Question question, TokenAnswer answer, long seenBefore) {
        var now = clock.instant();
        return switch (answer) {
            case TokenAnswer.Refused refused -> refusal(question, refused, now.plus(REFUSED_FOR));
            case TokenAnswer.Granted granted -> {
                var claims = claims(granted.accessToken());
                if (claims == null) {
                    log.error("team-rbac exchanged a token that can't be read");
                    throw new ProblemException(CommonProblem.UNAVAILABLE, "Credentials can't be checked now.")
                            .retryAfter(BETWEEN_RENEWALS);
                }
                var said = now.plus(granted.life());
                var end = said.isBefore(claims.expiresAt()) ? said : claims.expiresAt();
                var life = Duration.between(now, end);
                yield new Held.Token(
                        granted.accessToken(),
                        claims,
                        seenBefore,
                        now.plus(life.multipliedBy(4).dividedBy(5)),
                        end.minus(BEFORE_THE_END));
            }
        };
    }

    private @Nullable TokenClaims claims(String token) {
        return TokenClaims.of(token, json);
    }

    private static Held refusal(Question question, TokenAnswer.Refused refused, Instant until) {
        var why = refused.description().isEmpty() ? "." : ": " + refused.description();
        return switch (question) {
            case Question.OfKey of ->
                new Held.Refusal(
                        GatewayProblem.INVALID_API_KEY, "The API key %s is refused%s".formatted(of.key(), why), until);
            case Question.OfToken of ->
                new Held.Refusal(
                        CommonProblem.FORBIDDEN,
                        "The token gives no access to organisation %s%s".formatted(of.organization(), why),
                        until);
        };
    }

    /** A token that nears its end is replaced while it still counts, so that no request waits, nor an outage is felt at once. */
    private void renewBeside(String digest, Question question) {
        if (renewed.asMap().putIfAbsent(digest, Boolean.TRUE) == null) {
            Thread.ofVirtual().name("token-renewal").start(() -> {
                try {
                    ask(digest, question);
                } catch (ProblemException away) {
                    log.debug("a token was not renewed and goes on to its end: {}", away.detail());
                }
            });
        }
    }
}
