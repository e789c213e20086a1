package io.machinenativeops.binder.redis;

import java.nio.charset.StandardCharsets;

/** Names the keys of a destination. The hash tag keeps all of them on one slot, so that one script can use them together. */
record StreamKeys(String prefix) {

    String stream(String destination) {
        return key(destination, "");
    }

    String key(String destination, String relative) {
        if (destination.isBlank() || destination.indexOf('{') >= 0 || destination.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "destination '" + destination + "' is not usable: expected a name without braces");
        }
        String stream = prefix + "{" + destination + "}";
        return relative.isEmpty() ? stream : stream + ":" + relative;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
