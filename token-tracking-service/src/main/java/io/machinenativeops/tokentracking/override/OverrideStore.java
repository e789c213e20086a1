package io.machinenativeops.tokentracking.override;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.tokentracking.event.TimeOrderedId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps overrides in PostgreSQL. Changes of one organisation go one after the other: each takes the next number of its row in
 * {@code price_override_change} first.
 */
final class OverrideStore {

    /** Overrides that are not ended; each costs a comparison with every event. */
    static final int MOST = 500;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SELECT = """
            SELECT o.id, v.revision, v.terms::text AS terms, o.ended AND v.revision = o.revision AS ended,
                   o.created_at, o.created_by, v.made_at, v.made_by
            FROM price_override o JOIN price_override_version v USING (org_id, id)
            """;

    private final TenantDatabase database;
    private final Clock clock;

    OverrideStore(TenantDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Makes an override.
     *
     * @throws ProblemException when another override says what such calls cost, or there are too many
     */
    PriceOverride create(String organization, String subject, OverrideTerms terms) {
        return database.forOrganization(organization, jdbc -> {
            nextChange(jdbc, organization);
            var others = newest(jdbc).stream().filter(each -> !each.ended()).toList();
            if (others.size() >= MOST) {
                throw new ProblemException(
                        OverrideProblem.TOO_MANY,
                        "There are " + others.size() + " overrides: expected at most " + MOST
                                + ". End those that are not needed, or adjust by patterns.");
            }
            refuseOverlap(terms, others);
            var now = clock.instant();
            var id = UUID.fromString(TimeOrderedId.at(now));
            jdbc.sql("INSERT INTO price_override (org_id, id, revision, created_at, created_by) VALUES (?, ?, 1, ?, ?)")
                    .params(organization, id, at(now), subject)
                    .update();
            insertVersion(jdbc, organization, id, 1, terms, now, subject);
            return version(jdbc, id, 1).orElseThrow();
        });
    }

    /**
     * Replaces what an override says by a new version.
     *
     * @param seen the revisions that it may replace
     */
    PriceOverride change(String organization, String subject, UUID id, IfMatch seen, OverrideTerms terms) {
        return database.forOrganization(organization, jdbc -> {
            nextChange(jdbc, organization);
            var current = current(jdbc, id, seen);
            if (current.ended()) {
                throw new ProblemException(
                        OverrideProblem.ENDED,
                        "The override " + id + " ended at " + current.terms().effectiveTo()
                                + ": expected one that is not ended. Make a new one.");
            }
            refuseOverlap(
                    terms,
                    newest(jdbc).stream().filter(each -> !each.id().equals(id)).toList());
            return next(jdbc, organization, subject, current, terms, false);
        });
    }

    /**
     * Ends an override now; calls that start before are still priced by it. Does nothing to one that is ended.
     *
     * @param seen the revisions that may be ended; null for whichever there is
     */
    PriceOverride end(String organization, String subject, UUID id, @Nullable IfMatch seen) {
        return database.forOrganization(organization, jdbc -> {
            nextChange(jdbc, organization);
            var current = current(jdbc, id, seen);
            if (current.ended()) {
                return current;
            }
            var now = clock.instant();
            var terms = current.terms();
            var to = terms.effectiveTo();
            var end = to != null && to.isBefore(now) ? to : now;
            return next(
                    jdbc,
                    organization,
                    subject,
                    current,
                    terms.until(end.isBefore(terms.effectiveFrom()) ? terms.effectiveFrom() : end),
                    true);
        });
    }

    /** The newest version of an override. */
    Optional<PriceOverride> find(String organization, UUID id) {
        return database.forOrganization(
                organization,
                jdbc -> jdbc.sql(SELECT + "WHERE o.id = ? AND v.revision = o.revision")
                        .param(id)
                        .query(OverrideStore::read)
                        .optional());
    }

    /** One version of an override. */
    Optional<PriceOverride> find(String organization, UUID id, int revision) {
        return database.forOrganization(organization, jdbc -> version(jdbc, id, revision));
    }

    /** All versions of an override, the newest first. */
    List<PriceOverride> versions(String organization, UUID id) {
        return database.forOrganization(
                organization,
                jdbc -> jdbc.sql(SELECT + "WHERE o.id = ? ORDER BY v.revision DESC")
                        .param(id)
                        .query(OverrideStore::read)
                        .list());
    }

    /** Overrides by their newest version, in the order in which they were made, after this one. */
    List<PriceOverride> list(String organization, @Nullable UUID after, int limit) {
        return database.forOrganization(
                organization,
                jdbc -> jdbc.sql(SELECT + "WHERE v.revision = o.revision AND o.id > ? ORDER BY o.id LIMIT ?")
                        .params(after == null ? new UUID(0, 0) : after, limit)
                        .query(OverrideStore::read)
                        .list());
    }

    /** What counts for an organisation, with the number of the change that was the last. */
    Changed snapshot(String organization) {
        return database.forOrganization(organization, jdbc -> {
            // Read first: what is changed in between is read again.
            long number = jdbc.sql("SELECT number FROM price_override_change")
                    .query((row, _) -> row.getLong(1))
                    .optional()
                    .orElse(0L);
            return new Changed(number, newest(jdbc));
        });
    }

    /** @param number of the last change that is certainly in */
    record Changed(long number, List<PriceOverride> overrides) {}

    /** The number of the last change of each organisation that ever made one. */
    Map<String, Long> changes() {
        return database.forService(jdbc -> {
            var numbers = new HashMap<String, Long>();
            jdbc.sql("SELECT org_id, number FROM price_override_change").query((ResultSet row) -> {
                numbers.put(row.getString(1), row.getLong(2));
            });
            return numbers;
        });
    }

    private static void nextChange(JdbcClient jdbc, String organization) {
        jdbc.sql("""
                INSERT INTO price_override_change (org_id, number) VALUES (?, 1)
                ON CONFLICT (org_id) DO UPDATE SET number = price_override_change.number + 1
                """).param(organization).update();
    }

    private static PriceOverride current(JdbcClient jdbc, UUID id, @Nullable IfMatch seen) {
        var current = jdbc.sql(SELECT + "WHERE o.id = ? AND v.revision = o.revision")
                .param(id)
                .query(OverrideStore::read)
                .optional()
                .orElseThrow(() -> notFound(id));
        if (seen != null) {
            seen.require(current.revision(), "the override");
        }
        return current;
    }

    static ProblemException notFound(UUID id) {
        return new ProblemException(CommonProblem.NOT_FOUND, "There is no price override '" + id + "'.");
    }

    private static void refuseOverlap(OverrideTerms terms, List<PriceOverride> others) {
        for (var other : others) {
            if (terms.overlaps(other.terms())) {
                var detail = "from " + terms.effectiveFrom() + " to " + shown(terms.effectiveTo())
                        + " overlaps the override " + other.id() + " of the same provider and model, from "
                        + other.terms().effectiveFrom() + " to "
                        + shown(other.terms().effectiveTo()) + ": expected ranges that do not overlap";
                throw new ProblemException(
                        OverrideProblem.OVERLAP, detail, List.of(new FieldError("effectiveFrom", detail)));
            }
        }
    }

    private static String shown(@Nullable Instant end) {
        return end == null ? "no end" : end.toString();
    }

    private PriceOverride next(
            JdbcClient jdbc,
            String organization,
            String subject,
            PriceOverride current,
            OverrideTerms terms,
            boolean ended) {
        int revision = current.revision() + 1;
        jdbc.sql("UPDATE price_override SET revision = ?, ended = ? WHERE id = ?")
                .params(revision, ended, current.id())
                .update();
        insertVersion(jdbc, organization, current.id(), revision, terms, clock.instant(), subject);
        return version(jdbc, current.id(), revision).orElseThrow();
    }

    private static void insertVersion(
            JdbcClient jdbc,
            String organization,
            UUID id,
            int revision,
            OverrideTerms terms,
            Instant now,
            String subject) {
        jdbc.sql("INSERT INTO price_override_version (org_id, id, revision, terms, made_at, made_by)"
                        + " VALUES (?, ?, ?, ?::jsonb, ?, ?)")
                .params(organization, id, revision, JSON.writeValueAsString(terms), at(now), subject)
                .update();
    }

    private static Optional<PriceOverride> version(JdbcClient jdbc, UUID id, int revision) {
        return jdbc.sql(SELECT + "WHERE o.id = ? AND v.revision = ?")
                .params(id, revision)
                .query(OverrideStore::read)
                .optional();
    }

    private static List<PriceOverride> newest(JdbcClient jdbc) {
        return jdbc.sql(SELECT + "WHERE v.revision = o.revision")
                .query(OverrideStore::read)
                .list();
    }

    private static PriceOverride read(ResultSet row, int at) throws SQLException {
        return new PriceOverride(
                row.getObject("id", UUID.class),
                row.getInt("revision"),
                JSON.readValue(row.getString("terms"), OverrideTerms.class),
                row.getBoolean("ended"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getString("made_by"));
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
