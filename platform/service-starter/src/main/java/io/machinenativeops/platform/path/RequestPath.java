package io.machinenativeops.platform.path;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The path of a request as it was written. It is let in when every reader must take it for the same: what is encoded is data
 * of one segment, whatever it holds, and no segment can be read as a step up or as nothing.
 */
final class RequestPath {

    private static final Pattern PARTS = Pattern.compile("[/\\\\]");
    private static final int HEX = 16;

    private RequestPath() {}

    /** What is wrong with a path, for its sender; null when nothing is. */
    static @Nullable String fault(String path) {
        if (!path.startsWith("/")) {
            return "The path '%s' does not begin with '/'.".formatted(path);
        }
        var segments = path.substring(1).split("/", -1);
        for (var i = 0; i < segments.length; i++) {
            var segment = segments[i];
            if (segment.isEmpty() && i < segments.length - 1) {
                return "The path has an empty segment: expected one '/' between two names.";
            }
            if (segment.indexOf(';') >= 0) {
                return "The path segment '%s' has parameters: expected a name, in which ';' is written %%3B."
                        .formatted(segment);
            }
            var name = decoded(segment);
            if (name == null) {
                return "The path segment '%s' can't be read: expected UTF-8, percent-encoded.".formatted(segment);
            }
            if (name.chars().anyMatch(Character::isISOControl)) {
                return "The path segment '%s' has a control character.".formatted(segment);
            }
            if (PARTS.splitAsStream(name).anyMatch(part -> part.equals(".") || part.equals(".."))) {
                return "The path segment '%s' has a step ('.' or '..'): expected the path it leads to."
                        .formatted(segment);
            }
        }
        return null;
    }

    private static @Nullable String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        var bytes = new ByteArrayOutputStream(segment.length());
        for (var i = 0; i < segment.length(); i++) {
            var character = segment.charAt(i);
            if (character != '%') {
                bytes.writeBytes(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            if (i + 2 >= segment.length()) {
                return null;
            }
            var high = Character.digit(segment.charAt(++i), HEX);
            var low = Character.digit(segment.charAt(++i), HEX);
            if (high < 0 || low < 0) {
                return null;
            }
            bytes.write(high * HEX + low);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
