package io.machinenativeops.teamrbac.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.platform.problem.ProblemException;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** What every thing has that people name and an organisation holds. */
@MappedSuperclass
public abstract class Named {

    /** How long what is deleted can be restored. */
    public static final Duration RESTORABLE = Duration.ofDays(30);

    @Id
    private UUID id;

    @TenantId
    @Column(name = "org_id")
    private @Nullable String organizationId;

    @Version
    private int revision;

    private String name;

    @SuppressWarnings("UnusedVariable") // the store reads it
    private String lookAlike;

    @SuppressWarnings("UnusedVariable") // the store reads it
    private long identityRevision;

    private Instant createdAt;
    private String createdBy;
    private Instant updatedAt;
    private @Nullable Instant deletedAt;

    @SuppressWarnings("NullAway.Init")
    protected Named() {}

    protected Named(UUID id, String name, RequestedChange change) {
        this.id = id;
        this.name = name;
        this.lookAlike = Names.lookAlike(name);
        this.createdAt = change.change().now();
        this.createdBy = change.by();
        this.updatedAt = createdAt;
        this.identityRevision = change.change().revision();
    }

    public UUID id() {
        return id;
    }

    public int revision() {
        return revision;
    }

    public String name() {
        return name;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public String createdBy() {
        return createdBy;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public @Nullable Instant deletedAt() {
        return deletedAt;
    }

    public boolean isDeleted() {
        return deletedAt != null;
    }

    protected void rename(String changed) {
        name = changed;
        lookAlike = Names.lookAlike(changed);
    }

    /** Says that the row was changed. */
    public void touch(RequestedChange change) {
        updatedAt = change.change().now();
        identityRevision = change.change().revision();
    }

    public void delete(RequestedChange change) {
        deletedAt = change.change().now();
        touch(change);
    }

    /**
     * Takes the deletion back.
     *
     * @throws ProblemException {@code not-restorable}
     */
    public void restore(RequestedChange change) {
        requireRestorable(deletedAt, change.change().now());
        deletedAt = null;
        touch(change);
    }

    /**
     * Goes on only with what was deleted in the last thirty days.
     *
     * @throws ProblemException {@code not-restorable}
     */
    public static void requireRestorable(@Nullable Instant deletedAt, Instant now) {
        if (deletedAt == null) {
            throw new ProblemException(
                    IdentityProblem.NOT_RESTORABLE, "It is not deleted: there is nothing to restore.");
        }
        if (deletedAt.plus(RESTORABLE).isBefore(now)) {
            throw new ProblemException(
                    IdentityProblem.NOT_RESTORABLE,
                    "It was deleted at " + deletedAt + ": expected at most " + RESTORABLE.toDays() + " days ago.");
        }
    }
}
