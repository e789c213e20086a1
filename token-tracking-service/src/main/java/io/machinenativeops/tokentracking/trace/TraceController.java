package io.machinenativeops.tokentracking.trace;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.tokentracking.storage.TenantScope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/usage/traces/{id}} and {@code /sessions/{id}}: trees of what happened, with costs. */
@RestController
@RequestMapping(path = "/api/v1/usage", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "usage", description = "What was used and what it cost")
final class TraceController {

    static final int MOST_NODES = 10_000;

    private static final String USUAL_NODES = "1000";
    private static final String READ = "usage:read";

    private final TraceTrees trees;

    TraceController(TraceTrees trees) {
        this.trees = trees;
    }

    /** A trace. */
    @GetMapping("/traces/{traceId}")
    @RequiresPermission(READ)
    @Operation(
            operationId = "getUsageTrace",
            summary = "A trace as a tree of calls and spans, each with its cost and tokens")
    TraceTree trace(
            Caller caller,
            @PathVariable String traceId,
            @Parameter(description = "How many nodes are shown at most; sums are of all.")
                    @Schema(minimum = "1", maximum = "10000")
                    @RequestParam(defaultValue = USUAL_NODES)
                    int maxNodes) {
        return trees.trace(TenantScope.of(caller, READ), traceId, checked(maxNodes));
    }

    /** A session. */
    @GetMapping("/sessions/{sessionId}")
    @RequiresPermission(READ)
    @Operation(
            operationId = "getUsageSession",
            summary = "A session: its traces as trees, and its calls without a trace")
    SessionTree session(
            Caller caller,
            @PathVariable String sessionId,
            @Parameter(description = "How many nodes are shown at most; sums are of all.")
                    @Schema(minimum = "1", maximum = "10000")
                    @RequestParam(defaultValue = USUAL_NODES)
                    int maxNodes) {
        return trees.session(TenantScope.of(caller, READ), sessionId, checked(maxNodes));
    }

    private static int checked(int maxNodes) {
        if (maxNodes < 1 || maxNodes > MOST_NODES) {
            throw ProblemException.invalid("maxNodes", "is " + maxNodes + "; expected 1 to " + MOST_NODES);
        }
        return maxNodes;
    }
}
