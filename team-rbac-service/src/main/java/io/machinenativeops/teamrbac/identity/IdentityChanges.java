package io.machinenativeops.teamrbac.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import io.machinenativeops.platform.event.Outbox;
import io.machinenativeops.platform.event.OutgoingEvent;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.access.RowChanges;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.access.TenantIndexes;
import io.machinenativeops.teamrbac.access.TenantRows;
import io.machinenativeops.teamrbac.delegation.Ownership;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one way to change anything that decides who may do what. Changes of an organisation come one after the other. */
@Component
public class IdentityChanges {

    private final TenantDatabase database;
    private final IdentityStore store;
    private final TenantIndexes indexes;
    private final Outbox outbox;

    IdentityChanges(TenantDatabase database, IdentityStore store, TenantIndexes indexes, Outbox outbox) {
        this.database = database;
        this.store = store;
        this.indexes = indexes;
        this.outbox = outbox;
    }

    /**
     * Runs the work in a transaction for the organisation, or in the one that is open for it, as the only change of it. At the
     * end it is seen to that somebody owns the organisation still, the organisation has the next revision, and
     * {@code identity.changed} tells of it.
     *
     * @throws io.machinenativeops.platform.problem.ProblemException {@code last-owner}, and whatever the work throws; nothing is
     *     changed then
     */
    public <T extends @Nullable Object> T change(String organizationId, Function<IdentityChange, T> work) {
        var organization = UUID.fromString(organizationId);
        return database.forOrganization(organizationId, jdbc -> {
            var revision = jdbc.sql("""
                            INSERT INTO identity_revision AS known (org_id, revision) VALUES (?, 1)
                            ON CONFLICT (org_id) DO UPDATE SET revision = known.revision + 1
                            RETURNING revision
                            """).param(organizationId).query(Long.class).single();
            var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            var change = new IdentityChange(revision, now, before(organization, revision));
            var result = work.apply(change);
            if (!change.isNothing()) {
                Refusals.require(new Ownership(change.index(), change.now()).keepsAnOwner(change.rows()));
                outbox.publish(new OutgoingEvent(
                        IdentityChanged.STREAM, IdentityChanged.TYPE, organizationId, true, change.told()));
            }
            database.afterCommit(() -> indexes.changed(organization, revision));
            return result;
        });
    }

    /**
     * Makes tokens of a user's sign-ins old. They are for no organisation, so that they count no revisions of one: theirs is the
     * instant of issue, in milliseconds.
     *
     * @param before tokens that were issued earlier are concerned
     */
    public void supersedeSignIns(Principal user, Instant before) {
        database.forService(_ -> {
            outbox.publish(new OutgoingEvent(
                    IdentityChanged.STREAM,
                    IdentityChanged.TYPE,
                    Scope.NO_ORGANIZATION,
                    true,
                    new IdentityChanged(
                            Scope.NO_ORGANIZATION, before.toEpochMilli(), false, List.of(user.toString()), List.of())));
            return user;
        });
    }

    /**
     * As of before the revision that was just taken. What is read here may never be committed, so it goes into no cache; and
     * nobody waits here for another who reads, since that one may wait for a connection.
     */
    private TenantIndex before(UUID organization, long revision) {
        var held = indexes.held(organization);
        if (held.isPresent()) {
            var since = store.changes(organization, held.get().revision());
            if (since.isPresent()) {
                var rows = since.get();
                return held.get().with(new RowChanges(rows.from(), revision - 1, rows.put(), rows.removed()));
            }
        }
        var all = store.load(organization);
        return TenantIndex.of(new TenantRows(organization, revision - 1, all.rows()));
    }
}
