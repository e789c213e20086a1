package io.machinenativeops.teamrbac.token;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.SentField;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.teamrbac.access.AccessDecisions;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /internal/grants}: what services read for tokens whose grants are too many to stand in them. */
@RestController
@Tag(name = "internal")
final class GrantsController {

    private final AccessDecisions decisions;

    GrantsController(AccessDecisions decisions) {
        this.decisions = decisions;
    }

    /** @param grants as the claim of the same name */
    record GrantsView(long revision, Map<String, List<String>> grants) {}

    @GetMapping("/internal/grants/{organization}/{subject}")
    @RequiresPermission("internal:grants")
    @Operation(
            operationId = "resolveGrants",
            summary = "The grants that a token refers to, as of its revision or a later one")
    GrantsView grants(
            @PathVariable UUID organization,
            @PathVariable String subject,
            @RequestParam long rev,
            @RequestParam String ref) {
        var acting = SentField.read("subject", subject, Principal::of);
        var holder = SentField.read("ref", ref, Principal::of);
        if (holder.kind() != PrincipalKind.KEY && !holder.equals(acting)) {
            throw ProblemException.invalid("ref", "is '" + ref + "': expected " + subject + " or a key");
        }
        var resolved = decisions.grants(organization, rev, holder);
        return new GrantsView(resolved.revision(), OwnGrants.claim(resolved, holder));
    }
}
