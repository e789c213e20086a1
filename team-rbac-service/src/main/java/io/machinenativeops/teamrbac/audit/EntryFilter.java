package io.machinenativeops.teamrbac.audit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which entries are looked for; all that is given must fit.
 *
 * @param actor {@code <type>:<id>}
 * @param action all of one kind with {@code .*} at the end, such as {@code api-key.*}
 * @param target the id of one
 * @param keyId the API key that was used
 * @param to the first instant that is out
 * @param upTo the last sequence
 */
record EntryFilter(
        @Nullable String actor,
        @Nullable String action,
        @Nullable String target,
        @Nullable String keyId,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Long upTo) {

    EntryFilter upTo(long sequence) {
        return new EntryFilter(actor, action, target, keyId, from, to, sequence);
    }

    /** Whether it may let through few entries among very many. */
    boolean isNarrow() {
        return target != null || keyId != null || from != null || to != null;
    }

    /** Adds itself to a statement, and its values to the statement's. */
    void conditions(StringBuilder sql, Map<String, Object> values) {
        add(sql, values, " AND actor = :actor", "actor", actor);
        if (action != null && action.endsWith(".*")) {
            // Compared as text: '/' is what follows on '.'.
            var kind = action.substring(0, action.length() - 1);
            add(sql, values, " AND action COLLATE \"C\" >= :action", "action", kind);
            add(
                    sql,
                    values,
                    " AND action COLLATE \"C\" < :beyond",
                    "beyond",
                    kind.substring(0, kind.length() - 1) + "/");
        } else {
            add(sql, values, " AND action = :action", "action", action);
        }
        add(sql, values, " AND target_ids @> jsonb_build_array(:target::text)", "target", target);
        add(sql, values, " AND api_key = :keyId", "keyId", keyId);
        add(sql, values, " AND occurred_at >= :since", "since", from == null ? null : from.atOffset(ZoneOffset.UTC));
        add(sql, values, " AND occurred_at < :until", "until", to == null ? null : to.atOffset(ZoneOffset.UTC));
        add(sql, values, " AND sequence <= :upTo", "upTo", upTo);
    }

    private static void add(
            StringBuilder sql, Map<String, Object> values, String condition, String name, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.put(name, value);
        }
    }
}
