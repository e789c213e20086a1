package io.machinenativeops.teamrbac.key;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.Actors;
import io.machinenativeops.teamrbac.identity.IdentityChange;
import io.machinenativeops.teamrbac.identity.IdentityChanges;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes, changes, rotates and revokes keys. What may be done is judged, and a key's state looked at, inside the change. */
@Component
class KeyChanges {

    private static final int MOST_OF_ONE = 1_000;

    private final IdentityChanges changes;
    private final TenantDatabase database;
    private final Actors actors;
    private final AuditTrail trail;
    private final Peppers peppers;
    private final SecureRandom chance = new SecureRandom();

    KeyChanges(IdentityChanges changes, TenantDatabase database, Actors actors, AuditTrail trail, Peppers peppers) {
        this.changes = changes;
        this.database = database;
        this.actors = actors;
        this.trail = trail;
        this.peppers = peppers;
    }

    /** A key with the secret that is told once. */
    record Made(KeyView key, ApiKey secret) {}

    Made make(Caller caller, NewKey wanted) {
        var secret = ApiKey.generate(chance);
        return changes.change(caller.organizationId(), change -> {
            var actsFor = wanted.actsFor() == null ? Principal.of(caller.subject()) : wanted.actsFor();
            var project = project(caller.organizationId(), wanted, actsFor);
            var home = project == null ? change.index().organization() : Scope.project(project);
            var scope = wanted.scope() == null ? home : wanted.scope();
            if (actsFor.kind() == PrincipalKind.AGENT && !scope.equals(home)) {
                throw ProblemException.invalid(
                        "scope", "is " + scope + ", but the agent's is " + home + ": leave it out");
            }
            var grant = wanted.grant() == null ? Grant.of(BuiltInRole.AGENT) : wanted.grant();
            requireLater(wanted.expiresAt(), change.now());
            var authority = change.authority(actors.of(caller));
            // Usage counts for the home of the key that reports it, so that has to be the caller's to give as well.
            for (var place : home.equals(scope) ? List.of(scope) : List.of(home, scope)) {
                Refusals.require(authority.mayMakeKey(actsFor, place, grant, wanted.expiresAt()));
            }
            requireRoom(caller.organizationId(), actsFor);

            var key = Principal.key(NewId.next());
            var binding = new Binding(NewId.next(), key, scope, grant, wanted.expiresAt());
            insert(caller, change, wanted, key, actsFor, project, secret);
            insert(caller, change, binding);
            change.put(Member.key(key, actsFor));
            change.put(binding);
            trail.record(AuditEntry.by(caller, KeyConfiguration.CREATED)
                    .on("api-key", key.id(), wanted.name())
                    .with("keyId", secret.keyId())
                    .with("actsFor", actsFor.toString())
                    .with("scope", scope.toString())
                    .with("role", grant instanceof Grant.OfRole named ? named.role() : null)
                    .with(
                            "permissions",
                            grant instanceof Grant.OfPermissions list
                                    ? list.permissions().toString()
                                    : null)
                    .with("expiresAt", text(wanted.expiresAt()))
                    .now());
            return new Made(require(caller, key.id()), secret);
        });
    }

    /** Changes name, ranges and end of a key; all three as they are given. */
    KeyView change(
            Caller caller, UUID id, IfMatch match, String name, List<String> sources, @Nullable Instant expiresAt) {
        return changes.change(caller.organizationId(), change -> {
            var key = require(caller, id);
            requireMay(caller, change, id);
            match.require(key.revision(), "the key");
            if (!Objects.equals(expiresAt, key.expiresAt())) {
                requireLater(expiresAt, change.now());
                if (key.expiresAt() != null && (expiresAt == null || expiresAt.isAfter(key.expiresAt()))) {
                    requireMayGive(caller, change, id, expiresAt);
                }
                expire(caller.organizationId(), change, id, expiresAt);
            }
            if (!Objects.equals(expiresAt, key.expiresAt()) || !sources.equals(key.sources())) {
                change.supersedesKey(key.keyId());
            }
            database.inside(jdbc -> jdbc.sql("""
                            UPDATE api_key SET name = ?, sources = ?, expires_at = ?, revision = revision + 1,
                                identity_revision = ?, updated_at = ? WHERE org_id = ? AND id = ?
                            """)
                    .params(given(
                            name,
                            sources.toArray(String[]::new),
                            at(expiresAt),
                            change.revision(),
                            at(change.now()),
                            caller.organizationId(),
                            id))
                    .update());
            trail.record(AuditEntry.by(caller, KeyConfiguration.CHANGED)
                    .on("api-key", id, name)
                    .with("keyId", key.keyId())
                    .with("expiresAt", text(expiresAt))
                    .now());
            return require(caller, id);
        });
    }

    /** Gives a key a new secret; the one before counts until the grace is over, that instant excluded. */
    Made rotate(Caller caller, UUID id, Duration grace, String asked) {
        return changes.change(caller.organizationId(), change -> {
            var key = require(caller, id);
            requireMay(caller, change, id);
            if (key.expiresAt() != null && !change.now().isBefore(key.expiresAt())) {
                throw new ProblemException(
                        KeyProblem.KEY_ENDED,
                        "The key ended at " + key.expiresAt() + ": expected one that is still good. Make a new one.");
            }
            // Who is told the secret holds what the key does.
            requireMayGive(caller, change, id, key.expiresAt());
            var secret = ApiKey.withNewSecret(key.keyId(), chance);
            var hash = peppers.hash(secret);
            database.inside(jdbc -> jdbc.sql("""
                            UPDATE api_key SET previous_hash = secret_hash, previous_pepper_id = pepper_id, previous_until = ?,
                                secret_hash = ?, pepper_id = ?, revision = revision + 1, identity_revision = ?,
                                updated_at = ? WHERE org_id = ? AND id = ?
                            """)
                    .params(given(
                            at(change.now().plus(grace)),
                            hash.bytes(),
                            hash.pepperId(),
                            change.revision(),
                            at(change.now()),
                            caller.organizationId(),
                            id))
                    .update());
            // A token for the old secret may live longer than the grace.
            change.supersedesKey(key.keyId());
            trail.record(AuditEntry.by(caller, KeyConfiguration.ROTATED)
                    .on("api-key", id, key.name())
                    .with("keyId", key.keyId())
                    .with("grace", asked)
                    .now());
            return new Made(require(caller, id), secret);
        });
    }

    void revoke(Caller caller, UUID id, @Nullable IfMatch match) {
        changes.change(caller.organizationId(), change -> {
            var key = require(caller, id);
            requireMay(caller, change, id);
            if (match != null) {
                match.require(key.revision(), "the key");
            }
            end(caller.organizationId(), change, key);
            trail.record(AuditEntry.by(caller, KeyConfiguration.REVOKED)
                    .on("api-key", id, key.name())
                    .with("keyId", key.keyId())
                    .now());
            return key;
        });
    }

    /**
     * Revokes a key that somebody found. A secret that was rotated away and has grace left only loses that.
     *
     * @return whether the key was good until now
     */
    boolean leaked(KnownKey known, ApiKey found) {
        var organization = known.organization().toString();
        return changes.change(organization, change -> {
            var now = read(organization, known.id());
            // Read again: meanwhile it may have been rotated or revoked.
            var secrets = now.isEmpty() ? Optional.<Secrets>empty() : secrets(organization, known.id());
            if (now.isEmpty() || secrets.isEmpty()) {
                return false;
            }
            var key = now.get();
            boolean current = peppers.matches(found, secrets.get().current());
            var previous = secrets.get().previous();
            if (current) {
                end(organization, change, key);
            } else if (key.previousUntil() != null && previous != null && peppers.matches(found, previous)) {
                database.inside(jdbc -> jdbc.sql("""
                                UPDATE api_key SET previous_until = ?, revision = revision + 1, identity_revision = ?,
                                    updated_at = ? WHERE org_id = ? AND id = ?
                                """)
                        .params(given(at(change.now()), change.revision(), at(change.now()), organization, key.id()))
                        .update());
                change.supersedesKey(key.keyId());
            } else {
                return false;
            }
            trail.record(
                    AuditEntry.by(organization, AuditEntry.Actor.system("leaked-key-report"), KeyConfiguration.LEAKED)
                            .on("api-key", key.id(), key.name())
                            .with("keyId", key.keyId())
                            .with("revoked", current)
                            .now());
            return true;
        });
    }

    private record Secrets(SecretHash current, @Nullable SecretHash previous) {}

    private Optional<Secrets> secrets(String organization, UUID id) {
        return database.inside(jdbc -> jdbc.sql("""
                        SELECT secret_hash, pepper_id, previous_hash, previous_pepper_id FROM api_key
                         WHERE org_id = ? AND id = ? AND deleted_at IS NULL
                        """)
                .params(given(organization, id))
                .query((row, _) -> {
                    var previous = row.getBytes("previous_hash");
                    var pepper = row.getString("previous_pepper_id");
                    return new Secrets(
                            new SecretHash(row.getString("pepper_id"), row.getBytes("secret_hash")),
                            previous == null || pepper == null ? null : new SecretHash(pepper, previous));
                })
                .optional());
    }

    private void end(String organization, IdentityChange change, KeyView key) {
        var principal = Principal.key(key.id());
        database.inside(jdbc -> {
            for (var table : List.of("role_binding", "permission_deny")) {
                jdbc.sql("UPDATE " + table + " SET deleted_at = ?, identity_revision = ?, revision = revision + 1"
                                + " WHERE org_id = ? AND principal = ? AND deleted_at IS NULL")
                        .params(given(at(change.now()), change.revision(), organization, principal.toString()))
                        .update();
            }
            return jdbc.sql("""
                            UPDATE api_key SET deleted_at = ?, updated_at = ?, identity_revision = ?, revision = revision + 1,
                                previous_hash = NULL, previous_pepper_id = NULL, previous_until = NULL
                             WHERE org_id = ? AND id = ?
                            """)
                    .params(given(at(change.now()), at(change.now()), change.revision(), organization, key.id()))
                    .update();
        });
        change.index().bindings(principal).forEach(change::remove);
        change.index().denies(principal).forEach(change::remove);
        change.remove(Member.key(principal, Principal.of(key.actsFor())));
        change.supersedesKey(key.keyId());
    }

    /** A key's bindings end with it. */
    private void expire(String organization, IdentityChange change, UUID id, @Nullable Instant expiresAt) {
        database.inside(jdbc -> jdbc.sql("""
                        UPDATE role_binding SET expires_at = ?, identity_revision = ?, revision = revision + 1
                         WHERE org_id = ? AND principal = ? AND deleted_at IS NULL
                        """)
                .params(given(
                        at(expiresAt),
                        change.revision(),
                        organization,
                        Principal.key(id).toString()))
                .update());
        change.index()
                .bindings(Principal.key(id))
                .forEach(each ->
                        change.put(new Binding(each.id(), each.principal(), each.scope(), each.grant(), expiresAt)));
    }

    private void insert(
            Caller caller,
            IdentityChange change,
            NewKey wanted,
            Principal key,
            Principal actsFor,
            @Nullable UUID project,
            ApiKey secret) {
        var hash = peppers.hash(secret);
        database.inside(jdbc -> jdbc.sql("""
                        INSERT INTO api_key (org_id, id, key_id, name, acts_for, project_id, secret_hash, pepper_id, sources,
                            expires_at, revision, identity_revision, created_at, created_by, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
                        """)
                .params(given(
                        caller.organizationId(),
                        key.id(),
                        secret.keyId(),
                        wanted.name(),
                        actsFor.toString(),
                        project,
                        hash.bytes(),
                        hash.pepperId(),
                        wanted.sources().toArray(String[]::new),
                        at(wanted.expiresAt()),
                        change.revision(),
                        at(change.now()),
                        caller.subject(),
                        at(change.now())))
                .update());
    }

    private void insert(Caller caller, IdentityChange change, Binding binding) {
        var permissions = binding.grant() instanceof Grant.OfPermissions list
                ? list.permissions().toList().stream().map(Permission::toString).toArray(String[]::new)
                : null;
        database.inside(jdbc -> jdbc.sql("""
                        INSERT INTO role_binding (org_id, id, principal, scope, role, permissions, expires_at, revision,
                            identity_revision, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
                        """)
                .params(given(
                        caller.organizationId(),
                        binding.id(),
                        binding.principal().toString(),
                        binding.scope().toString(),
                        binding.grant() instanceof Grant.OfRole named ? named.role() : null,
                        permissions,
                        at(binding.expiresAt()),
                        change.revision(),
                        at(change.now()),
                        caller.subject()))
                .update());
    }

    /** The project named, or the agent's; a key of an agent has nothing elsewhere. */
    private @Nullable UUID project(String organization, NewKey wanted, Principal actsFor) {
        if (actsFor.kind() != PrincipalKind.AGENT) {
            return wanted.project();
        }
        var own = database.inside(jdbc -> jdbc.sql(
                                "SELECT project_id FROM agent WHERE org_id = ? AND id = ? AND deleted_at IS NULL")
                        .params(given(organization, actsFor.id()))
                        .query(UUID.class)
                        .optional())
                .orElseThrow(
                        () -> new ProblemException(CommonProblem.NOT_FOUND, "There is no agent " + actsFor.id() + "."));
        if (wanted.project() != null && !wanted.project().equals(own)) {
            throw ProblemException.invalid(
                    "projectId", "is " + wanted.project() + ", but the agent's is " + own + ": leave it out");
        }
        return own;
    }

    private void requireRoom(String organization, Principal actsFor) {
        int keys = database.inside(jdbc -> jdbc.sql(
                        "SELECT count(*) FROM api_key WHERE org_id = ? AND acts_for = ? AND deleted_at IS NULL")
                .params(given(organization, actsFor.toString()))
                .query(Integer.class)
                .single());
        if (keys >= MOST_OF_ONE) {
            throw new ProblemException(
                    KeyProblem.TOO_MANY,
                    actsFor + " has " + keys + " keys: expected fewer than " + MOST_OF_ONE + ". Revoke some first.");
        }
    }

    private void requireMay(Caller caller, IdentityChange change, UUID id) {
        Refusals.require(change.authority(actors.of(caller)).mayRevoke(Principal.key(id)));
    }

    private void requireMayGive(Caller caller, IdentityChange change, UUID id, @Nullable Instant until) {
        var key = Principal.key(id);
        var authority = change.authority(actors.of(caller));
        var actsFor = change.index().member(key).map(Member::actsFor).orElseThrow(() -> unknown(id));
        change.index()
                .bindings(key)
                .forEach(each -> Refusals.require(authority.mayMakeKey(actsFor, each.scope(), each.grant(), until)));
    }

    private static void requireLater(@Nullable Instant expiresAt, Instant now) {
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw ProblemException.invalid(
                    "expiresAt", "is " + expiresAt + ", which is over: expected an instant to come, or none");
        }
    }

    private KeyView require(Caller caller, UUID id) {
        return read(caller.organizationId(), id)
                .filter(key -> KeyController.Seen.by(caller).allows(key))
                .orElseThrow(() -> unknown(id));
    }

    Optional<KeyView> read(String organization, UUID id) {
        return database.forOrganization(
                organization,
                jdbc -> jdbc.sql(KeyView.SELECT + " AND k.id = :id")
                        .param("org", organization)
                        .param("id", id)
                        .query(KeyView::read)
                        .optional());
    }

    static ProblemException unknown(UUID id) {
        return new ProblemException(CommonProblem.NOT_FOUND, "There is no API key " + id + ".");
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static List<@Nullable Object> given(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
