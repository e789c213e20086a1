package io.machinenativeops.tokentracking.storage;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something that usage is grouped and filtered by: a column, or one key of the tags.
 *
 * @param name as in the API, such as {@code apiKey} or {@code tag:feature}
 * @param kind which column it is
 * @param tag key of the tag; empty for all other kinds
 */
public record Dimension(String name, Kind kind, String tag) {

    private static final String TAG = "tag:";
    private static final int LONGEST_TAG = 128;

    static final Set<Kind> ROLLED_UP = Set.copyOf(EnumSet.complementOf(EnumSet.of(Kind.USER, Kind.SESSION, Kind.TAG)));

    /** The columns. */
    public enum Kind {
        ORGANIZATION("organization", "org_id"),
        TEAM("team", "team_id"),
        PROJECT("project", "project_id"),
        ENVIRONMENT("environment", "environment"),
        AGENT("agent", "agent"),
        PROVIDER("provider", "provider"),
        MODEL("model", "model"),
        OPERATION("operation", "operation"),
        USER("user", "user_id"),
        SESSION("session", "session_id"),
        PROMPT("prompt", "prompt_name"),
        PROMPT_VERSION("promptVersion", "prompt_version"),
        API_KEY("apiKey", "api_key_id"),
        STATUS("status", "status"),
        TAG("tag:<key>", "tags");

        private final String name;
        private final String column;

        Kind(String name, String column) {
            this.name = name;
            this.column = column;
        }

        String column() {
            return column;
        }
    }

    /** Whether the rollups hold it; usage by a user, a session or a tag is summed from single events. */
    public boolean inRollups() {
        return ROLLED_UP.contains(kind);
    }

    /** All names, for people. */
    public static List<String> names() {
        return Stream.of(Kind.values()).map(kind -> kind.name).toList();
    }

    /** The dimension of this name; empty when there is none. */
    public static Optional<Dimension> of(String name) {
        if (name.startsWith(TAG)) {
            var key = name.substring(TAG.length());
            return key.isEmpty() || key.length() > LONGEST_TAG
                    ? Optional.empty()
                    : Optional.of(new Dimension(name, Kind.TAG, key));
        }
        return Stream.of(Kind.values())
                .filter(kind -> kind != Kind.TAG && kind.name.equals(name))
                .map(kind -> new Dimension(name, kind, ""))
                .findFirst();
    }
}
