package io.machinenativeops.platform.notebook;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

@Entity
public class Notebook {

    @Id
    private UUID id;

    @TenantId
    @Column(name = "org_id")
    private @Nullable String organizationId;

    @Version
    private int revision;

    private String title;
    private Instant madeAt;

    @SuppressWarnings("NullAway.Init")
    protected Notebook() {}

    public Notebook(UUID id, String title) {
        this.id = id;
        this.title = title;
        this.madeAt = Instant.parse("2026-11-23T12:00:00Z");
    }

    public UUID id() {
        return id;
    }

    public int revision() {
        return revision;
    }

    public String title() {
        return title;
    }

    public Instant madeAt() {
        return madeAt;
    }

    public void rename(String changed) {
        title = changed;
    }
}
