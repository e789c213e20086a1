package io.machinenativeops.teamrbac.identity;

import java.util.Optional;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.ProblemType;
import io.machinenativeops.teamrbac.delegation.Refusal;

/** Tells callers what the rules of delegation answered. */
public final class Refusals {

    private Refusals() {}

    /**
     * Goes on only where nothing stands against it.
     *
     * @throws ProblemException saying what does
     */
    public static void require(Optional<Refusal> refusal) {
        refusal.ifPresent(found -> {
            throw problem(found);
        });
    }

    /** The problem document of a refusal. */
    public static ProblemException problem(Refusal refusal) {
        return new ProblemException(type(refusal.reason()), refusal.detail());
    }

    private static ProblemType type(Refusal.Reason reason) {
        return switch (reason) {
            case NO_SUCH_SCOPE, NO_SUCH_ROLE, NO_SUCH_MEMBER -> CommonProblem.NOT_FOUND;
            case LACKS_PERMISSION -> CommonProblem.FORBIDDEN;
            case BEYOND_OWN -> IdentityProblem.BEYOND_OWN;
            case OUTLASTS_OWN -> IdentityProblem.OUTLASTS_OWN;
            case ABOVE_OWN -> IdentityProblem.ABOVE_OWN;
            case BUILT_IN_ROLE -> IdentityProblem.BUILT_IN_ROLE;
            case ONESELF -> IdentityProblem.ONESELF;
            case NOT_THE_OWNER -> IdentityProblem.NOT_THE_OWNER;
            case NOT_A_USER -> IdentityProblem.NOT_A_USER;
            case LAST_OWNER -> IdentityProblem.LAST_OWNER;
        };
    }
}
