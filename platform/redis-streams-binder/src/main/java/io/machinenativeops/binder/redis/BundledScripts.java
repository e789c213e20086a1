package io.machinenativeops.binder.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The binder's own scripts, read from beside this class. */
final class BundledScripts {

    static final StreamScript<List<@Nullable Object>> APPEND_ONCE = StreamScript.list(source("append-once.lua"));
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
