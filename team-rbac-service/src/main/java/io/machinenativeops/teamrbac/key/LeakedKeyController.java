package io.machinenativeops.teamrbac.key;

import java.time.Duration;
import java.time.InstantSource;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/api-keys/leaked}: whoever found a key has it revoked. The key itself says who may: who has it could do worse with
 * it. What is no key of ours costs its checksum; what could be one costs a look at the store, which only so many a second get.
 */
@RestController
@RequestMapping(
        path = "/api/v1/api-keys/leaked",
        consumes = MediaType.APPLICATION_JSON_VALUE,
        produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "api keys")
final class LeakedKeyController {

    private static final int A_SECOND = 20;

    private final KnownKeys known;
    private final Peppers peppers;
    private final KeyChanges changes;
    private final Turns turns = new Turns(A_SECOND, InstantSource.system());

    LeakedKeyController(KnownKeys known, Peppers peppers, KeyChanges changes) {
        this.known = known;
        this.peppers = peppers;
        this.changes = changes;
    }

    @PostMapping
    @RequiresPermission(RequiresPermission.NONE)
    @Operation(operationId = "reportLeakedApiKey", summary = "Revokes a key that was found where it does not belong")
    Report report(@RequestBody LeakedKey body) {
        if (body.key == null) {
            throw ProblemException.invalid("key", "is missing: expected the whole key");
        }
        final ApiKey found;
        try {
            found = ApiKey.parse(body.key);
        } catch (InvalidApiKeyException none) {
            throw ProblemException.invalid("key", String.valueOf(none.getMessage()));
        }
        if (!turns.take()) {
            throw new ProblemException(
                            CommonProblem.TOO_MANY_REQUESTS,
                            "More than " + A_SECOND + " keys are reported a second: expected fewer.")
                    .retryAfter(Duration.ofSeconds(1));
        }
        // Looked at before anything is locked: a made-up secret stops here.
        var key = known.find(found.keyId()).filter(each -> each.isOf(found, peppers));
        return new Report(key.isPresent() && changes.leaked(key.get(), found));
    }

    /** A key that was found. */
    @Schema(name = "LeakedApiKey")
    record LeakedKey(@Nullable String key) {}

    /** Whether the key, or the grace of its old secret, was good until now. */
    @Schema(name = "LeakedApiKeyReport")
    record Report(boolean revoked) {}
}
