package io.machinenativeops.tokentracking.retention;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/usage/retention}: how long an organisation keeps its usage. */
@RestController
@RequestMapping(path = "/api/v1/usage/retention", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "usage")
final class RetentionController {

    private static final int LONGEST = 3650;

    private static final String CHANGED = "usage-retention.changed";

    /** What the audit log is told: without days, usage is kept for ever. */
    static final AuditActions ACTIONS =
            AuditActions.of(AuditAction.of(CHANGED, "organization").mayHave("days", AuditAction.Kind.NUMBER));

    private final RetentionStore store;
    private final TenantDatabase database;
    private final AuditTrail trail;

    /**
     * What is asked for.
     *
     * @param days 1 to 3650; null keeps usage for ever
     */
    record RetentionChange(@Nullable Integer days) {}

    RetentionController(RetentionStore store, TenantDatabase database, AuditTrail trail) {
        this.store = store;
        this.database = database;
        this.trail = trail;
    }

    @GetMapping
    @RequiresPermission("usage:read")
    @Operation(operationId = "getUsageRetention", summary = "How long usage is kept")
    UsageRetention get(@Parameter(hidden = true) Caller caller) {
        return store.find(caller.organizationId());
    }

    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:admin")
    @Operation(
            operationId = "setUsageRetention",
            summary = "Set how long usage is kept",
            description =
                    "Whole days (UTC) that are older are deleted, single events and sums alike: an older range then"
                            + " has no usage. It can't be undone. Without days, usage is kept for ever, which is the default.")
    UsageRetention change(@Parameter(hidden = true) Caller caller, @RequestBody RetentionChange change) {
        if (!caller.canEverywhere("usage:admin")) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN,
                    "The credential has usage:admin for parts of the organisation only: expected it for all of it.");
        }
        var days = change.days();
        if (days != null && (days < 1 || days > LONGEST)) {
            throw ProblemException.invalid(
                    "days", days + " is not allowed; expected 1 to " + LONGEST + ", or null to keep usage for ever");
        }
        return database.forOrganization(caller.organizationId(), _ -> {
            var changed = store.change(caller.organizationId(), caller.subject(), days);
            trail.record(AuditEntry.by(caller, CHANGED)
                    .on("organization", caller.organizationId())
                    .with("days", days)
                    .now());
            return changed;
        });
    }
}
