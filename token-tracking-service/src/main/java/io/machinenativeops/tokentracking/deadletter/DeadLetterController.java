package io.machinenativeops.tokentracking.deadletter;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import io.machinenativeops.binder.redis.StreamException;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/usage/dead-letters}: events and spans that the store refused. An organisation sees its own; who runs the platform
 * sees all.
 */
@RestController
@RequestMapping(path = "/api/v1/usage/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "dead letters", description = "Events and spans that the store refused")
final class DeadLetterController {

    private static final String ADMIN = "usage:admin";
    private static final String OPERATE = "platform:operate";
    private static final int MOST = 1000;

    private final ParkedEvents parked;

    DeadLetterController(ParkedEvents parked) {
        this.parked = parked;
    }

    /** Events that the store refused, then spans, then refused usage from metrics; of each the oldest first. */
    @GetMapping
    @RequiresPermission(value = ADMIN, or = OPERATE)
    @Operation(
            operationId = "listDeadLetters",
            summary =
                    "Events that the store refused, then spans, then refused usage from metrics; of each the oldest first")
    ParkedUsage.Page list(
            Caller caller,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "") String cursor) {
        if (limit < 1 || limit > MOST) {
            throw ProblemException.invalid("limit", "is " + limit + ": expected 1 to " + MOST);
        }
        if (!cursor.isEmpty() && !ParkedEvents.isId(cursor)) {
            throw ProblemException.invalid("cursor", "'" + cursor + "' is not the nextCursor of a reply");
        }
        var whose = whose(caller);
        return answered(() -> parked.list(whose, cursor, limit));
    }

    /** Gives it to the store again, under its own event id. */
    @PostMapping("/{id}/replay")
    @RequiresPermission(value = ADMIN, or = OPERATE)
    @Operation(operationId = "replayDeadLetter", summary = "Give an event or span to the store again; it counts once")
    ParkedUsage.Replay replay(Caller caller, @PathVariable String id) {
        var whose = whose(caller);
        return answered(() -> ParkedEvents.isId(id) ? parked.replay(whose, id) : Optional.<ParkedUsage.Outcome>empty())
                .map(it -> new ParkedUsage.Replay(
                        id, it.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                .orElseThrow(() -> notFound(id));
    }

    /** Removes it for good. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresPermission(value = ADMIN, or = OPERATE)
    @Operation(operationId = "deleteDeadLetter", summary = "Remove an event or span that will never be stored")
    void delete(Caller caller, @PathVariable String id) {
        var whose = whose(caller);
        if (!ParkedEvents.isId(id) || !answered(() -> parked.delete(whose, id))) {
            throw notFound(id);
        }
    }

    private static <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (StreamException away) {
            var problem = new ProblemException(
                            CommonProblem.UNAVAILABLE, "The event stream does not answer. Ask again in a moment.")
                    .retryAfter(Duration.ofSeconds(2));
            problem.initCause(away);
            throw problem;
        }
    }

    private static ParkedEvents.Whose whose(Caller caller) {
        if (caller.can(OPERATE)) {
            return new ParkedEvents.Whose(null);
        }
        if (!caller.canEverywhere(ADMIN)) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN,
                    "The permission " + ADMIN + " is held for a part of the organisation: expected it for all of it.");
        }
        return new ParkedEvents.Whose(caller.organizationId());
    }

    private static ProblemException notFound(String id) {
        return new ProblemException(CommonProblem.NOT_FOUND, "There is no dead letter '" + id + "'.");
    }
}
