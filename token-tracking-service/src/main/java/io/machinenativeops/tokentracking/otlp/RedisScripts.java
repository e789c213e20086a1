package io.machinenativeops.tokentracking.otlp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads Lua from beside a class. */
public final class RedisScripts {

    private RedisScripts() {}

    /** The text of {@code name.lua} in the package of the class. */
    public static String source(Class<?> beside, String name) {
        try (var in = beside.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + ".lua is missing beside " + beside.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
