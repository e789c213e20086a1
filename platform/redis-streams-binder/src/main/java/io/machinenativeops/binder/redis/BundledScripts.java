package io.machinenativeops.binder.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The binder's own scripts, read from beside this class. */
final class BundledScripts {

    static final StreamScript<List<@Nullable Object>> APPEND_ONCE = StreamScript.list(source("append-once.lua"));
    static final StreamScript<String> APPEND_BOUNDED = StreamScript.text(source("append-bounded.lua"));
    static final StreamScript<List<@Nullable Object>> CLAIM = StreamScript.list(source("claim.lua"));
    static final StreamScript<List<@Nullable Object>> REFRESH = StreamScript.list(source("refresh.lua"));
    static final StreamScript<Long> RELEASE = StreamScript.integer(source("release.lua"));
    static final StreamScript<Long> DEAD_LETTER = StreamScript.integer(source("dead-letter.lua"));
    static final StreamScript<Long> REPLAY = StreamScript.integer(source("replay.lua"));
    static final StreamScript<Long> TRIM = StreamScript.integer(source("trim.lua"));
    static final StreamScript<Long> TIDY = StreamScript.integer(source("tidy.lua"));
    static final StreamScript<Long> LEAVE = StreamScript.integer(source("leave.lua"));
    static final StreamScript<Long> LAG = StreamScript.integer(source("lag.lua"));

    private BundledScripts() {}

    private static String source(String name) {
        try (var in = BundledScripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("script " + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
