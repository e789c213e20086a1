package io.machinenativeops.tokentracking.analysis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a page ended. It names the last row by its sorting key, not by a number, so that rows which come in between move
 * nothing; and it keeps the range, which else would move with the clock.
 *
 * @param query digest of the question it belongs to
 * @param after the last row's place in the order
 */
record Cursor(String query, Instant from, Instant to, List<String> after) {

    private static final JsonMapper JSON = JsonMapper.shared();

    Cursor {
        Objects.requireNonNull(query, "query");
        ParameterValues.requireRange(from, to);
        after = List.copyOf(after);
    }

    String encoded() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(this));
    }

    /**
     * Reads a cursor of an earlier reply.
     *
     * @throws ProblemException when it is none, or belongs to another question
     */
    static Cursor decode(String encoded, String query) {
        final @Nullable Cursor cursor;
        try {
            cursor = JSON.readValue(Base64.getUrlDecoder().decode(encoded), Cursor.class);
        } catch (IllegalArgumentException | JacksonException | NullPointerException unreadable) {
            throw ProblemException.invalid("cursor", "'" + encoded + "' is not the nextCursor of a reply");
        }
        if (cursor == null || !query.equals(cursor.query())) {
            throw ProblemException.invalid(
                    "cursor", "it belongs to another query; expected the path and parameters of the page before");
        }
        return cursor;
    }

    /** Digest of everything that makes a question: who asks what, except for the page. */
    static String digest(String route, String tenant, Map<String, List<String>> parameters) {
        var text = new ArrayList<String>(List.of(route, tenant));
        new TreeMap<>(parameters).forEach((name, values) -> {
            if (!name.equals(UsageParameter.CURSOR.key()) && !name.equals(UsageParameter.LIMIT.key())) {
                text.add(name);
                text.addAll(values.stream().sorted().toList());
            }
        });
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(JSON.writeValueAsString(text).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
