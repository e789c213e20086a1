package io.machinenativeops.binder.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

import io.lettuce.core.ScriptOutputType;
import org.jspecify.annotations.Nullable;

/**
 * A Lua script with the Java type of its reply. Create it once, for example in a constant: its digest is what is sent.
 *
 * @param <T> what the script returns
 */
public final class StreamScript<T> {

    private final String source;
    private final String sha1;
    private final ScriptOutputType output;
    private final Function<Object, T> reply;

    private StreamScript(String source, ScriptOutputType output, Function<Object, T> reply) {
        this.source = source;
        this.sha1 = sha1(source);
        this.output = output;
        this.reply = reply;
    }

    /** A script that returns an integer. */
    public static StreamScript<Long> integer(String source) {
        return new StreamScript<>(source, ScriptOutputType.INTEGER, Long.class::cast);
    }

    /** A script that returns a string, read as UTF-8, or nil. */
    public static StreamScript<String> text(String source) {
        return new StreamScript<>(source, ScriptOutputType.VALUE, reply -> utf8((byte[]) reply));
    }

    /** A script that returns a string of any bytes, or nil. */
    public static StreamScript<byte[]> bytes(String source) {
        return new StreamScript<>(source, ScriptOutputType.VALUE, byte[].class::cast);
    }

    /** A script that returns a table; its elements are {@code byte[]}, {@code Long}, null or again such lists. */
    @SuppressWarnings("unchecked")
    public static StreamScript<List<@Nullable Object>> list(String source) {
        return new StreamScript<>(source, ScriptOutputType.MULTI, reply -> (List<@Nullable Object>) reply);
    }

    String source() {
        return source;
    }

    String sha1() {
        return sha1;
    }

    ScriptOutputType output() {
        return output;
    }

    @Nullable
    T convert(@Nullable Object value) {
        return value == null ? null : reply.apply(value);
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String sha1(String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1, which Redis names its scripts by, is missing in this JDK", e);
        }
    }
}
