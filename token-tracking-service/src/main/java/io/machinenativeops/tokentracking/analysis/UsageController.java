package io.machinenativeops.tokentracking.analysis;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/** {@code GET /api/v1/usage/…}: what was used and what it cost. */
@RestController
@RequestMapping(path = "/api/v1/usage", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "usage", description = "What was used and what it cost")
final class UsageController {

    private final UsageAnalysis analysis;

    UsageController(UsageAnalysis analysis) {
        this.analysis = analysis;
    }

    /** Sums of a range, in total and by groups. */
    @GetMapping("/summary")
    @RequiresPermission("usage:read")
    @Takes({
        UsageParameter.FROM,
        UsageParameter.TO,
        UsageParameter.GROUP_BY,
        UsageParameter.ORDER_BY,
        UsageParameter.TIMEZONE,
        UsageParameter.CURRENCY,
        UsageParameter.LIMIT,
        UsageParameter.CURSOR
    })
    @Operation(operationId = "summarizeUsage", summary = "Sums of a range, in total and by groups")
    UsageSummary summary(Caller caller, HttpServletRequest request) {
        return analysis.summary(read(caller, request));
    }

    /** Sums of a range, point by point in the caller's time zone. */
    @GetMapping("/timeseries")
    @RequiresPermission("usage:read")
    @Takes({
        UsageParameter.FROM,
        UsageParameter.TO,
        UsageParameter.INTERVAL,
        UsageParameter.GROUP_BY,
        UsageParameter.TIMEZONE,
        UsageParameter.CURRENCY
    })
    @Operation(operationId = "chartUsage", summary = "Sums of a range, point by point in any time zone")
    UsageTimeSeries timeSeries(Caller caller, HttpServletRequest request) {
        return analysis.timeSeries(read(caller, request));
    }

    /** Whether the rollups say what the single events say. */
    @GetMapping("/reconciliation")
    @RequiresPermission("usage:admin")
    @Takes({UsageParameter.FROM, UsageParameter.TO, UsageParameter.GROUP_BY})
    @Operation(operationId = "reconcileUsage", summary = "Whether the rollups say what the single events say, by days")
    UsageReconciliation reconciliation(Caller caller, HttpServletRequest request) {
        return analysis.reconciliation(read(caller, request));
    }

    /** Single events, the newest first. */
    @GetMapping("/events")
    @RequiresPermission("usage:read")
    @Takes({UsageParameter.FROM, UsageParameter.TO, UsageParameter.LIMIT, UsageParameter.CURSOR})
    @Operation(operationId = "listUsageEvents", summary = "Events, the newest first")
    EventPage events(Caller caller, HttpServletRequest request) {
        return analysis.events(read(caller, request));
    }

    /** One event. */
    @GetMapping("/events/{eventId}")
    @RequiresPermission("usage:read")
    @Operation(operationId = "getUsageEvent", summary = "One event, with its raw usage")
    StoredEvent event(Caller caller, @PathVariable String eventId, HttpServletRequest request) {
        requireNoParameters(request.getParameterMap());
        return analysis.event(UsageRequest.scope(caller), eventId);
    }

    /** How the cost of one event came about. */
    @GetMapping("/events/{eventId}/cost-explanation")
    @RequiresPermission("usage:read")
    @Operation(operationId = "explainUsageCost", summary = "How the cost of an event came about")
    CostExplanation explanation(Caller caller, @PathVariable String eventId, HttpServletRequest request) {
        requireNoParameters(request.getParameterMap());
        return analysis.explanation(UsageRequest.scope(caller), eventId);
    }

    private UsageRequest read(Caller caller, HttpServletRequest request) {
        var handler = (HandlerMethod) request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
        var takes = EnumSet.copyOf(List.of(
                Objects.requireNonNull(handler.getMethodAnnotation(Takes.class)).value()));
        return UsageRequest.read(request.getRequestURI(), caller, request.getParameterMap(), takes, analysis.now());
    }

    private static void requireNoParameters(Map<String, String[]> sent) {
        sent.keySet().stream().findFirst().ifPresent(name -> {
            throw ProblemException.invalid(name, "there is no such parameter; expected none");
        });
    }
}
