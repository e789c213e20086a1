package io.machinenativeops.teamrbac.key;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.address.AddressRange;
import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.Page;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.SentField;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/api-keys}. Who has {@code apikey:own} sees keys that act for oneself; who has {@code apikey:manage} somewhere
 * also those of that place. What one may give a key is judged by what one has.
 */
@RestController
@RequestMapping(path = "/api/v1/api-keys", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "api keys")
final class KeyController {

    static final String OWN = "apikey:own";
    private static final String MANAGE = "apikey:manage";
    private static final int LONGEST_NAME = 100;
    private static final int MOST_SOURCES = 50;
    private static final Map<String, Duration> GRACES = Map.of(
            "0", Duration.ZERO,
            "1m", Duration.ofMinutes(1),
            "15m", Duration.ofMinutes(15),
            "1h", Duration.ofHours(1),
            "6h", Duration.ofHours(6),
            "24h", Duration.ofHours(24));

    private final KeyChanges changes;
    private final TenantDatabase database;

    KeyController(KeyChanges changes, TenantDatabase database) {
        this.changes = changes;
        this.database = database;
    }

    @GetMapping
    @RequiresPermission(OWN)
    @Operation(operationId = "listApiKeys", summary = "The keys one may see, the newest first")
    Page<KeyView> list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @RequestParam(required = false) @Nullable String project,
            @RequestParam(required = false) @Nullable String agent,
            @RequestParam(required = false) @Nullable String user) {
        var seen = Seen.by(caller);
        var after = page.after(UUID::fromString);
        var ofProject = project == null ? null : uuid("project", project);
        var ofAgent =
                agent == null ? null : Principal.agent(uuid("agent", agent)).toString();
        var ofUser = user == null ? null : Principal.user(uuid("user", user)).toString();
        var rows = database.forOrganization(
                caller.organizationId(),
                jdbc -> jdbc.sql(KeyView.SELECT + """
                         AND (:all OR k.acts_for = :me OR k.project_id = ANY (:projects))
                         AND (:after::uuid IS NULL OR k.id < :after::uuid)
                         AND (:project::uuid IS NULL OR k.project_id = :project::uuid)
                         AND (:agent::text IS NULL OR k.acts_for = :agent::text)
                         AND (:user::text IS NULL OR k.acts_for = :user::text)
                        ORDER BY k.id DESC LIMIT :limit
                        """)
                        .param("org", caller.organizationId())
                        .param("all", seen.all)
                        .param("me", seen.subject)
                        .param(
                                "projects",
                                seen.projects.stream().map(UUID::fromString).toArray(UUID[]::new))
                        .param("after", after)
                        .param("project", ofProject)
                        .param("agent", ofAgent)
                        .param("user", ofUser)
                        .param("limit", page.toRead())
                        .query(KeyView::read)
                        .list());
        return page.page(rows, key -> List.of(key.id().toString()));
    }

    @GetMapping("/{id}")
    @RequiresPermission(OWN)
    @Operation(operationId = "readApiKey", summary = "One key, without its secret")
    ResponseEntity<KeyView> read(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        return tagged(changes.read(caller.organizationId(), id)
                .filter(Seen.by(caller)::allows)
                .orElseThrow(() -> KeyChanges.unknown(id)));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(OWN)
    @IdempotentPost
    @Operation(operationId = "createApiKey", summary = "A new key; its secret is told this once")
    ResponseEntity<KeyWithSecret> create(@Parameter(hidden = true) Caller caller, @RequestBody NewKeyBody body) {
        var made = changes.make(caller, body.read());
        return ResponseEntity.created(
                        URI.create("/api/v1/api-keys/" + made.key().id()))
                .eTag(IfMatch.etag(made.key().revision()))
                .body(KeyWithSecret.of(made));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(OWN)
    @Operation(operationId = "changeApiKey", summary = "Sets name, sources and end of a key")
    ResponseEntity<KeyView> change(
            @Parameter(hidden = true) Caller caller, @PathVariable UUID id, IfMatch match, @RequestBody KeyBody body) {
        return tagged(
                changes.change(caller, id, match, name(body.name), sources(body.sources), instant(body.expiresAt)));
    }

    @PostMapping(path = "/{id}/rotate", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(OWN)
    @IdempotentPost
    @Operation(
            operationId = "rotateApiKey",
            summary = "A new secret under the same key id, told this once; the old one counts until the grace is over")
    ResponseEntity<KeyWithSecret> rotate(
            @Parameter(hidden = true) Caller caller, @PathVariable UUID id, @RequestBody Rotation body) {
        var grace = body.grace == null ? null : GRACES.get(body.grace);
        if (body.grace == null || grace == null) {
            throw ProblemException.invalid("grace", "is '" + body.grace + "': expected 0, 1m, 15m, 1h, 6h or 24h");
        }
        var made = changes.rotate(caller, id, grace, body.grace);
        return ResponseEntity.ok().eTag(IfMatch.etag(made.key().revision())).body(KeyWithSecret.of(made));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission(OWN)
    @Operation(operationId = "revokeApiKey", summary = "Ends a key; within a second no service takes it any more")
    ResponseEntity<Void> revoke(
            @Parameter(hidden = true) Caller caller, @PathVariable UUID id, @Nullable IfMatch match) {
        changes.revoke(caller, id, match);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<KeyView> tagged(KeyView key) {
        return ResponseEntity.ok().eTag(IfMatch.etag(key.revision())).body(key);
    }

    /** Which keys a caller knows of. */
    record Seen(boolean all, String subject, List<String> projects) {

        static Seen by(Caller caller) {
            return new Seen(
                    caller.canEverywhere(MANAGE),
                    caller.subject(),
                    caller.grants().idsWith("project", MANAGE));
        }

        boolean allows(KeyView key) {
            return all
                    || key.actsFor().equals(subject)
                    || (key.projectId() != null
                            && projects.contains(key.projectId().toString()));
        }
    }

    private static UUID uuid(String field, String text) {
        return SentField.read(field, text, given -> {
            var id = UUID.fromString(given);
            if (!id.toString().equals(given)) {
                throw new IllegalArgumentException("'" + given + "' is not understood: expected a UUID in lower case");
            }
            return id;
        });
    }

    private static String name(@Nullable String given) {
        var name = given == null ? "" : given.strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.codePoints().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalid(
                    "name",
                    "has " + name.length() + " characters: expected 1 to " + LONGEST_NAME + ", none of them a control");
        }
        return name;
    }

    private static List<String> sources(@Nullable List<@Nullable String> given) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > MOST_SOURCES) {
            throw ProblemException.invalid(
                    "sources", "has " + given.size() + " ranges: expected up to " + MOST_SOURCES);
        }
        var ranges = new LinkedHashSet<String>();
        for (int index = 0; index < given.size(); index++) {
            var range = given.get(index);
            if (range == null) {
                throw ProblemException.invalid("sources[" + index + "]", "is null: expected a range");
            }
            SentField.read("sources[" + index + "]", range, AddressRange::of);
            ranges.add(range);
        }
        return List.copyOf(ranges);
    }

    private static @Nullable Instant instant(@Nullable String given) {
        if (given == null) {
            return null;
        }
        try {
            return Instant.parse(given).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException unreadable) {
            throw ProblemException.invalid(
                    "expiresAt", "is '" + given + "': expected an instant such as 2027-01-31T00:00:00Z");
        }
    }

    /**
     * A key to be made. It acts for the agent or user named, else for the caller; it has the role or the permissions in the
     * project, else (of an agent) in the agent's, else in the organisation. Of an agent both may be left out.
     *
     * @param scope {@code organization:<uuid>}, {@code team:<uuid>} or {@code project:<uuid>}: where it has them, if not just in
     *     its project
     * @param sources ranges in CIDR notation that requests may come from; all when left out
     */
    @Schema(name = "NewApiKey")
    record NewKeyBody(
            @Nullable String name,
            @Nullable String projectId,
            @Nullable String scope,
            @Nullable String agentId,
            @Nullable String userId,
            @Nullable String role,
            @Nullable List<@Nullable String> permissions,
            @Nullable String expiresAt,
            @Nullable List<@Nullable String> sources) {

        private NewKey read() {
            if (agentId != null && userId != null) {
                throw ProblemException.invalid("userId", "stands beside agentId: expected one of them");
            }
            var actsFor = agentId != null
                    ? Principal.agent(uuid("agentId", agentId))
                    : userId == null ? null : Principal.user(uuid("userId", userId));
            return new NewKey(
                    KeyController.name(name),
                    actsFor,
                    projectId == null ? null : uuid("projectId", projectId),
                    scope == null ? null : SentField.read("scope", scope, Scope::of),
                    grant(),
                    instant(expiresAt),
                    KeyController.sources(sources));
        }

        private @Nullable Grant grant() {
            if (role != null && permissions != null) {
                throw ProblemException.invalid("permissions", "stands beside role: expected one of them");
            }
            if (role != null) {
                return SentField.read("role", role, Grant.OfRole::new);
            }
            if (permissions != null) {
                var texts = permissions.stream().map(String::valueOf).toList();
                var set = SentField.read("permissions", texts, PermissionSet::ofTexts);
                if (set.isEmpty()) {
                    throw ProblemException.invalid("permissions", "is empty: expected at least one");
                }
                return new Grant.OfPermissions(set);
            }
            if (agentId == null) {
                throw ProblemException.invalid("role", "is missing: expected a role, or permissions");
            }
            return null;
        }
    }

    /** What of a key can be changed; {@code sources} and {@code expiresAt} left out mean none. */
    @Schema(name = "ApiKeyEdit")
    record KeyBody(
            @Nullable String name,
            @Nullable List<@Nullable String> sources,
            @Nullable String expiresAt) {}

    /** How long the old secret still counts: {@code 0}, {@code 1m}, {@code 15m}, {@code 1h}, {@code 6h} or {@code 24h}. */
    @Schema(name = "ApiKeyRotation")
    record Rotation(@Nullable String grace) {}

    /**
     * A key with its secret.
     *
     * @param secret the whole key, as it is sent; it can't be read again
     */
    @Schema(name = "ApiKeyWithSecret")
    record KeyWithSecret(
            UUID id,
            String secret,
            String prefix,
            String keyId,
            String name,
            String actsFor,
            @Nullable UUID agentId,
            @Nullable UUID projectId,
            @Nullable String scope,
            @Nullable String role,
            @Nullable List<String> permissions,
            List<String> sources,
            @Nullable Instant expiresAt,
            @Nullable Instant previousUntil,
            Instant createdAt,
            String createdBy,
            int revision) {

        private static KeyWithSecret of(KeyChanges.Made made) {
            var key = made.key();
            return new KeyWithSecret(
                    key.id(),
                    made.secret().text(),
                    key.prefix(),
                    key.keyId(),
                    key.name(),
                    key.actsFor(),
                    key.agentId(),
                    key.projectId(),
                    key.scope(),
                    key.role(),
                    key.permissions(),
                    key.sources(),
                    key.expiresAt(),
                    key.previousUntil(),
                    key.createdAt(),
                    key.createdBy(),
                    key.revision());
        }
    }
}
