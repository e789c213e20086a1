package io.machinenativeops.platform.paging;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.machinenativeops.platform.digest.Sha256;
import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a page ended. It names the last row by its sorting key, not by a number, so that rows which come in between move
 * nothing. It is bound to its question; it is no secret and no proof, so what it holds is read like any parameter.
 *
 * @param query digest of the question it belongs to
 * @param kept what must stay as it was on the first page, such as a range that else would move with the clock
 * @param after the last row's place in the order
 */
public record Cursor(String query, Map<String, String> kept, List<String> after) {

    /** The parameter that carries it. */
    public static final String PARAMETER = "cursor";

    /** The parameter that says how long a page may be. */
    public static final String LIMIT = "limit";

    private static final Set<String> OF_THE_PAGE = Set.of(PARAMETER, LIMIT);
    private static final JsonMapper JSON = JsonMapper.shared();

    public Cursor {
        Objects.requireNonNull(query, "query");
        kept = Map.copyOf(kept);
        after = List.copyOf(after);
    }

    /** The text that goes into {@code nextCursor}. */
    public String encoded() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(this));
    }

    /**
     * Reads a cursor of an earlier reply.
     *
     * @throws ProblemException when it is none, or belongs to another question
     */
    public static Cursor decode(String encoded, String query) {
        final @Nullable Cursor cursor;
        try {
            cursor = JSON.readValue(Base64.getUrlDecoder().decode(encoded), Cursor.class);
        } catch (IllegalArgumentException | JacksonException | NullPointerException unreadable) {
            throw unreadable(encoded);
        }
        if (cursor == null || !query.equals(cursor.query())) {
            throw ProblemException.invalid(
                    PARAMETER, "it belongs to another query; expected the path and parameters of the page before");
        }
        return cursor;
    }

    /** What a cursor is answered with that no reply has held. */
    static ProblemException unreadable(String encoded) {
        return ProblemException.invalid(PARAMETER, "'" + encoded + "' is not the nextCursor of a reply");
    }

    /** Digest of everything that makes a question: who asks what, except for the page. */
    public static String digest(String route, String tenant, Map<String, List<String>> parameters) {
        var text = new ArrayList<String>(List.of(route, tenant));
        new TreeMap<>(parameters).forEach((name, values) -> {
            if (!OF_THE_PAGE.contains(name)) {
                text.add(name);
                text.addAll(values.stream().sorted().toList());
            }
        });
        return HexFormat.of().formatHex(Sha256.of(JSON.writeValueAsString(text)), 0, 8);
    }
}
