package io.machinenativeops.binder.redis;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.machinenativeops.binder.redis.RedisStreamsBinderProperties.Claims;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** {@link AppendOnce} as one script on one hash slot. */
final class RedisAppendOnce implements AppendOnce {

    /** Claims of the youngest seven hashes cover the retention while the eighth is filled. */
    static final int RING = 8;

    /** 112 bits: with its header it just fills one of Redis' 16-byte allocations. */
    private static final int DIGEST = 14;

    private final RedisCommands redis;
    private final StreamKeys keys;
    private final MemoryGuard memory;
    private final StreamMetrics metrics;
    private final StreamTracing tracing;
    private final byte[] life;
    private final Claims claims;

    RedisAppendOnce(
            RedisCommands redis,
            StreamKeys keys,
            MemoryGuard memory,
            StreamMetrics metrics,
            StreamTracing tracing,
            Claims claims) {
        this.redis = redis;
        this.keys = keys;
        this.memory = memory;
        this.metrics = metrics;
        this.tracing = tracing;
        this.life = number(Math.ceilDiv(claims.retention().toMillis(), RING - 1));
        this.claims = claims;
    }

    @Override
    public AppendResult append(AppendRequest request) {
        return append(request, 0);
    }

    /**
     * @param maxLength entries above which the stream takes no more; 0 for no bound
     */
    AppendResult append(AppendRequest request, long maxLength) {
        var result = tracing.send(
                request.destination(),
                request.headers(),
                headers -> metrics.timeAppend(request.destination(), "once", () -> {
                    memory.check();
                    var reply = redis.eval(
                            BundledScripts.APPEND_ONCE,
                            keysOf(request.destination()),
                            arguments(request, headers, maxLength));
                    return result(reply == null ? List.of() : reply, request);
                }));
        metrics.outcomes(request.destination(), result.outcomes());
        metrics.remembers(request.destination(), result.remembersSince());
        return result;
    }

    @Override
    public Instant remembersSince(String destination) {
        byte[] none = new byte[0];
        byte[] zero = number(0);
        var reply = redis.eval(BundledScripts.APPEND_ONCE, keysOf(destination), new byte[][] {
            none,
            none,
            zero,
            zero,
            zero,
            none,
            zero,
            life,
            number(claims.idsOfHash(RING, memory.maxMemory())),
            none,
            none
        });
        if (reply != null && reply.size() == 3 && reply.get(2) instanceof byte[] since) {
            var moment = moment(since);
            metrics.remembers(destination, moment);
            return moment;
        }
        throw new IllegalStateException("append-once answered " + reply + ": expected since when it remembers");
    }

    private byte[][] keysOf(String destination) {
        byte[][] names = new byte[2 + RING][];
        names[0] = StreamKeys.bytes(keys.stream(destination));
        names[1] = StreamKeys.bytes(keys.key(destination, "claims"));
        for (int hash = 0; hash < RING; hash++) {
            names[2 + hash] = StreamKeys.bytes(keys.key(destination, "claims:" + hash));
        }
        return names;
    }

    /** The payload goes out as it is when every part is new, the usual case: the script then has nothing to put together. */
    private byte[][] arguments(AppendRequest request, Map<String, Object> headers, long maxLength) {
        List<Part> parts = request.parts();
        return new byte[][] {
            HeaderJson.write(headers),
            payload(request),
            number(request.prefix().length),
            number(request.separator().length),
            number(request.suffix().length),
            StreamKeys.bytes(parts.stream()
                    .map(part -> Integer.toString(part.body().length))
                    .collect(Collectors.joining(","))),
            number(maxLength),
            life,
            number(claims.idsOfHash(RING, memory.maxMemory())),
            digests(request.scope(), parts),
            request.notClaimedBefore() == null
                    ? new byte[0]
                    : number(request.notClaimedBefore().toEpochMilli())
        };
    }

    private static byte[] payload(AppendRequest request) {
        byte[] separator = request.separator();
        long length = request.prefix().length
                + request.suffix().length
                + (request.parts().size() - 1L) * separator.length;
        for (Part part : request.parts()) {
            length += part.body().length;
        }
        var payload = ByteBuffer.allocate(Math.toIntExact(length)).put(request.prefix());
        boolean first = true;
        for (Part part : request.parts()) {
            if (!first) {
                payload.put(separator);
            }
            payload.put(part.body());
            first = false;
        }
        return payload.put(request.suffix()).array();
    }

    private static byte[] digests(String scope, List<Part> parts) {
        MessageDigest sha256 = sha256();
        byte[] space = scope.getBytes(UTF_8);
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(space.length).array();
        var digests = ByteBuffer.allocate(parts.size() * 2 * DIGEST);
        for (Part part : parts) {
            sha256.update(length);
            sha256.update(space);
            digests.put(sha256.digest(part.id().getBytes(UTF_8)), 0, DIGEST);
            digests.put(sha256.digest(part.fingerprint().getBytes(UTF_8)), 0, DIGEST);
        }
        return digests.array();
    }

    private static AppendResult result(List<?> reply, AppendRequest request) {
        int parts = request.parts().size();
        if (reply.size() == 3
                && reply.get(0) instanceof byte[] entry
                && reply.get(1) instanceof byte[] letters
                && reply.get(2) instanceof byte[] since) {
            var remembersSince = moment(since);
            var asked = request.notClaimedBefore();
            if (letters.length == 0 && asked != null) {
                throw new ClaimsForgottenException(request.destination(), remembersSince, asked);
            }
            if (letters.length == parts) {
                @Nullable String id = entry.length == 0 ? null : StreamKeys.text(entry);
                return new AppendResult(id, outcomes(letters), remembersSince);
            }
        }
        throw new IllegalStateException(
                "append-once answered " + reply + ": expected an entry id, " + parts + " outcomes and a time");
    }

    private static Instant moment(byte[] millis) {
        return Instant.ofEpochMilli(Long.parseLong(StreamKeys.text(millis)));
    }

    private static List<Outcome> outcomes(byte[] letters) {
        List<Outcome> outcomes = new ArrayList<>(letters.length);
        for (byte letter : letters) {
            outcomes.add(
                    switch (letter) {
                        case 'A' -> Outcome.APPENDED;
                        case 'D' -> Outcome.DUPLICATE;
                        default -> Outcome.CONFLICT;
                    });
        }
        return outcomes;
    }

    private static byte[] number(long value) {
        return StreamKeys.bytes(Long.toString(value));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing in this JDK", e);
        }
    }
}
