package io.machinenativeops.platform.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * One thing that was done.
 *
 * @param id makes it known when it comes again
 * @param action declared as an {@link AuditAction}, such as {@code price-override.changed}
 * @param targets what it was done to
 * @param metadata what else the action declares: texts, numbers and booleans; never a secret
 */
public record AuditEntry(
        UUID id,
        String organizationId,
        String action,
        Instant occurredAt,
        Actor actor,
        List<Target> targets,
        Context context,
        Map<String, Object> metadata) {

    private static final int LONGEST_AGENT = 300;

    public AuditEntry {
        targets = List.copyOf(targets);
        metadata = Map.copyOf(metadata);
    }

    /**
     * Who did it.
     *
     * @param type {@code user}, {@code agent}, {@code client} or {@code system}
     * @param keyId the API key that was used, if one was
     */
    public record Actor(String type, String id, @Nullable String keyId) {

        private static final List<String> TYPES = List.of("user", "agent", "client");

        /** The service itself, such as a job that deletes what is old. */
        public static Actor system(String name) {
            return new Actor("system", name, null);
        }

        /** Subjects of tokens are {@code user:<id>}, {@code agent:<id>} or {@code client:<id>}; others are users. */
        public static Actor of(Caller caller) {
            var subject = caller.subject();
            for (var type : TYPES) {
                if (subject.startsWith(type + ":")) {
                    return new Actor(type, subject.substring(type.length() + 1), caller.keyId());
                }
            }
            return new Actor("user", subject, caller.keyId());
        }
    }

    /** What it was done to, such as {@code price-override} and its id; with a name where people know it by one. */
    public record Target(String type, String id, @Nullable String name) {}

    /** Where it was asked for. */
    public record Context(
            @Nullable String sourceAddress, @Nullable String userAgent) {

        /** Of the request that runs on this thread, as the gateway tells it; empty where none does. */
        public static Context ofRequest() {
            return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes web
                    ? of(web.getRequest())
                    : new Context(null, null);
        }

        private static Context of(HttpServletRequest request) {
            // The last one is the gateway's own word; it drops what a caller says of this.
            var forwarded = request.getHeader("X-Forwarded-For");
            var source = forwarded == null
                    ? request.getRemoteAddr()
                    : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
            var agent = request.getHeader(HttpHeaders.USER_AGENT);
            return new Context(
                    source,
                    agent == null || agent.length() <= LONGEST_AGENT ? agent : agent.substring(0, LONGEST_AGENT));
        }
    }

    /** Begins an entry about what the caller of the running request did. */
    public static Builder by(Caller caller, String action) {
        return new Builder(caller.organizationId(), Actor.of(caller), action);
    }

    /** Begins an entry about what somebody else did. */
    public static Builder by(String organization, Actor actor, String action) {
        return new Builder(organization, actor, action);
    }

    /** An entry that is being written. */
    public static final class Builder {

        private final String organization;
        private final Actor actor;
        private final String action;
        private final List<Target> targets = new ArrayList<>();
        private final Map<String, Object> metadata = new LinkedHashMap<>();

        private Builder(String organization, Actor actor, String action) {
            this.organization = organization;
            this.actor = actor;
            this.action = action;
        }

        public Builder on(String type, Object id) {
            return on(type, id, null);
        }

        public Builder on(String type, Object id, @Nullable String name) {
            targets.add(new Target(type, id.toString(), name));
            return this;
        }

        /** Says more, where there is a value. */
        public Builder with(String name, @Nullable Object value) {
            if (value != null) {
                metadata.put(name, value);
            }
            return this;
        }

        /** The entry, as of now and here. */
        public AuditEntry now() {
            return new AuditEntry(
                    UUID.randomUUID(),
                    organization,
                    action,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    actor,
                    targets,
                    Context.ofRequest(),
                    metadata);
        }
    }
}
