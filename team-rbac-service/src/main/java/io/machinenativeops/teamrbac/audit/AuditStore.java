package io.machinenativeops.teamrbac.audit;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import io.machinenativeops.platform.digest.Sha256;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audit log in PostgreSQL. */
@Repository
class AuditStore {

    private static final String COLUMNS =
            "org_id, sequence, id, occurred_at, recorded_at, content, chain_key, previous, hash, flag";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TenantDatabase database;
    private final AuditKeys keys;

    AuditStore(TenantDatabase database, AuditKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    /**
     * Puts entries of one organisation behind its chain, in one transaction that holds the head locked. Those that are there
     * already are left out.
     *
     * @return how many were new
     */
    int append(UUID organization, List<TakenEntry> entries) {
        var org = organization.toString();
        return database.forOrganization(org, jdbc -> {
            var head = lockedHead(jdbc, organization);
            var fresh = unknownOf(jdbc, org, entries);
            if (fresh.isEmpty()) {
                return 0;
            }
            var chain = new ArrayList<ChainedEntry>(fresh.size());
            for (var each : fresh) {
                var next = keys.chain().append(head, each.entry());
                chain.add(next);
                head = next.head();
            }
            insert(jdbc, org, chain, fresh);
            jdbc.sql("UPDATE audit_head SET sequence = ?, hash = ? WHERE org_id = ?")
                    .params(head.sequence(), head.hash(), org)
                    .update();
            return fresh.size();
        });
    }

    private static ChainHead lockedHead(JdbcClient jdbc, UUID organization) {
        var start = ChainHead.start(organization);
        jdbc.sql("INSERT INTO audit_head (org_id, sequence, hash) VALUES (?, 0, ?) ON CONFLICT DO NOTHING")
                .params(organization.toString(), start.hash())
                .update();
        return jdbc.sql("SELECT sequence, hash FROM audit_head WHERE org_id = ? FOR UPDATE")
                .param(organization.toString())
                .query((row, _) -> new ChainHead(organization, row.getLong(1), row.getString(2)))
                .single();
    }

    private static List<TakenEntry> unknownOf(JdbcClient jdbc, String org, List<TakenEntry> entries) {
        var known = new HashSet<>(jdbc.sql("SELECT id FROM audit_entry WHERE org_id = ? AND id = ANY (?)")
                .param(org)
                .param(entries.stream().map(each -> each.entry().id()).toArray(UUID[]::new))
                .query(UUID.class)
                .list());
        return entries.stream().filter(each -> known.add(each.entry().id())).toList();
    }

    private static void insert(JdbcClient jdbc, String org, List<ChainedEntry> chain, List<TakenEntry> taken) {
        jdbc.sql("""
                        INSERT INTO audit_entry (org_id, sequence, id, occurred_at, content, chain_key, previous, hash, flag, original)
                        SELECT :org, e.sequence, e.id, e.at, e.content, e.chain_key, e.previous, e.hash, e.flag,
                               decode(e.original, 'hex')
                          FROM unnest(:sequences::bigint[], :ids::uuid[], :times::timestamptz[], :contents::jsonb[],
                              :keys::text[], :previous::text[], :hashes::text[], :flags::text[], :originals::text[])
                            AS e (sequence, id, at, content, chain_key, previous, hash, flag, original)
                        """)
                .param("org", org)
                .param("sequences", chain.stream().map(ChainedEntry::sequence).toArray(Long[]::new))
                .param("ids", chain.stream().map(each -> each.entry().id()).toArray(UUID[]::new))
                .param("times", texts(chain, each -> each.entry().occurredAt().toString()))
                .param("contents", texts(chain, each -> content(each.entry())))
                .param("keys", texts(chain, ChainedEntry::keyId))
                .param("previous", texts(chain, ChainedEntry::previous))
                .param("hashes", texts(chain, ChainedEntry::hash))
                .param("flags", texts(taken, TakenEntry::flag))
                .param(
                        "originals",
                        texts(
                                taken,
                                each -> each.flag() == null
                                        ? null
                                        : HexFormat.of().formatHex(each.message())))
                .update();
    }

    private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> text) {
        var texts = new @Nullable String[rows.size()];
        for (int row = 0; row < texts.length; row++) {
            texts[row] = text.apply(rows.get(row));
        }
        return texts;
    }

    private static String content(AuditEntry entry) {
        return CanonicalJson.of(Map.of(
                "action", entry.action(),
                "version", entry.version(),
                "actor", party(entry.actor()),
                "targets", entry.targets().stream().map(AuditStore::party).toList(),
                "context", entry.context(),
                "metadata", entry.metadata()));
    }

    private static Map<String, String> party(AuditEntry.Party party) {
        return party.name() == null
                ? Map.of("type", party.type(), "id", party.id())
                : Map.of("type", party.type(), "id", party.id(), "name", party.name());
    }

    /** Keeps a message that is no entry of an organisation. */
    void keepUnread(byte[] message, String reason) {
        database.forService(jdbc -> jdbc.sql(
                        "INSERT INTO audit_unread (digest, reason, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(Sha256.of(message), reason.replace("\0", ""), message)
                .update());
    }

    /** How many such messages there are. */
    long countUnread() {
        return database.forService(jdbc ->
                jdbc.sql("SELECT count(*) FROM audit_unread").query(Long.class).single());
    }

    /**
     * Some such messages, in the order of their digests.
     *
     * @param after the last of the page before; null to begin
     */
    List<byte[]> unread(byte @Nullable [] after, int limit) {
        return database.forService(
                jdbc -> jdbc.sql("SELECT message FROM audit_unread WHERE digest > ? ORDER BY digest LIMIT ?")
                        .params(after == null ? new byte[0] : Sha256.of(after), limit)
                        .query((row, _) -> row.getBytes(1))
                        .list());
    }

    void forgetUnread(byte[] message) {
        database.forService(jdbc -> jdbc.sql("DELETE FROM audit_unread WHERE digest = ?")
                .param(Sha256.of(message))
                .update());
    }

    /** Where the chain of an organisation stands; before its first entry where there is none. */
    ChainHead head(UUID organization) {
        return database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("SELECT sequence, hash FROM audit_head WHERE org_id = ?")
                        .param(organization.toString())
                        .query((row, _) -> new ChainHead(organization, row.getLong(1), row.getString(2)))
                        .optional()
                        .orElse(ChainHead.start(organization)));
    }

    /** Entries after a sequence, in their order. */
    List<StoredEntry> after(UUID organization, long after, int limit) {
        return database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("SELECT " + COLUMNS
                                + " FROM audit_entry WHERE org_id = ? AND sequence > ? ORDER BY sequence LIMIT ?")
                        .params(organization.toString(), after, limit)
                        .query(AuditStore::read)
                        .list());
    }

    /** Entries that a filter lets through, the newest first, or the oldest first. */
    List<StoredEntry> find(UUID organization, EntryFilter filter, @Nullable Long from, boolean newestFirst, int limit) {
        var values = new LinkedHashMap<String, Object>();
        values.put("org", organization.toString());
        values.put("limit", limit);
        var sql = new StringBuilder("SELECT " + COLUMNS + " FROM audit_entry WHERE org_id = :org");
        filter.conditions(sql, values);
        if (from != null) {
            sql.append(newestFirst ? " AND sequence < :from" : " AND sequence > :from");
            values.put("from", from);
        }
        sql.append(" ORDER BY sequence").append(newestFirst ? " DESC" : "").append(" LIMIT :limit");
        return database.forOrganization(organization.toString(), jdbc -> {
            if (!newestFirst || !filter.isNarrow()) {
                readInOrder(jdbc);
            }
            return jdbc.sql(sql.toString())
                    .params(values)
                    .query(AuditStore::read)
                    .list();
        });
    }

    /**
     * Has PostgreSQL follow an index in the order of sequences, which a page of a long list is read from as fast as the first. Where
     * it thinks that few entries fit, as right after many came, it would sort all of them for each page.
     */
    private static void readInOrder(JdbcClient jdbc) {
        jdbc.sql("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)")
                .query()
                .singleRow();
    }

    /** The first sequence that is kept; empty for a log without entries. */
    Optional<Long> first(UUID organization) {
        return database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("SELECT sequence FROM audit_entry WHERE org_id = ? ORDER BY sequence LIMIT 1")
                        .param(organization.toString())
                        .query(Long.class)
                        .optional());
    }

    /** The newest entry among the next of the oldest ones that is older than an instant. */
    Optional<Long> lastBefore(UUID organization, Instant instant, int among) {
        return first(organization)
                .flatMap(first -> database.forOrganization(
                        organization.toString(),
                        jdbc -> jdbc.sql("""
                                SELECT sequence FROM audit_entry
                                 WHERE org_id = ? AND sequence < ? AND recorded_at < ? ORDER BY sequence DESC LIMIT 1
                                """)
                                .params(organization.toString(), first + among, instant.atOffset(ZoneOffset.UTC))
                                .query(Long.class)
                                .optional()));
    }

    /** Deletes the oldest entries, up to one with a checkpoint, as the database allows. */
    long forget(UUID organization, long sequence) {
        return database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("SELECT audit_forget(?)")
                        .param(sequence)
                        .query(Long.class)
                        .single());
    }

    private static StoredEntry read(ResultSet row, int at) throws SQLException {
        var content = JSON.readTree(row.getString("content").getBytes(StandardCharsets.UTF_8));
        var targets = new ArrayList<AuditEntry.Party>();
        content.path("targets").forEach(each -> targets.add(party(each)));
        var context = new LinkedHashMap<String, String>();
        content.path("context").forEachEntry((name, value) -> context.put(name, value.asString()));
        var metadata = new LinkedHashMap<String, Object>();
        content.path("metadata")
                .forEachEntry((name, value) -> metadata.put(
                        name,
                        value.isBoolean()
                                ? value.asBoolean()
                                : value.isIntegralNumber() ? (Object) value.asLong() : value.asString()));
        var entry = new AuditEntry(
                row.getObject("id", UUID.class),
                UUID.fromString(row.getString("org_id")),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                content.path("action").asString(),
                content.path("version").asInt(),
                party(content.path("actor")),
                targets,
                context,
                metadata);
        return new StoredEntry(
                new ChainedEntry(
                        entry,
                        row.getLong("sequence"),
                        row.getString("chain_key"),
                        row.getString("previous"),
                        row.getString("hash")),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                row.getString("flag"));
    }

    private static AuditEntry.Party party(JsonNode node) {
        var name = node.path("name");
        return new AuditEntry.Party(
                node.path("type").asString(), node.path("id").asString(), name.isString() ? name.asString() : null);
    }
}
