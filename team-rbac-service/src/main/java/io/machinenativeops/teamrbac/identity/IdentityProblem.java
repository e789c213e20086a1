package io.machinenativeops.teamrbac.identity;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Why somebody may not change who may do what, or why what they name is taken. */
public enum IdentityProblem implements ProblemType {
    BEYOND_OWN("forbidden-beyond-own", HttpStatus.FORBIDDEN, "It would give more than you have"),
    OUTLASTS_OWN("forbidden-outlasts-own", HttpStatus.FORBIDDEN, "It would last longer than what you have"),
    ABOVE_OWN("forbidden-above-own", HttpStatus.FORBIDDEN, "It would touch somebody who has more than you"),
    BUILT_IN_ROLE("forbidden-built-in-role", HttpStatus.FORBIDDEN, "Nobody changes a built-in role"),
    ONESELF("forbidden-oneself", HttpStatus.FORBIDDEN, "Nobody does this to oneself"),
    NOT_THE_OWNER("forbidden-not-the-owner", HttpStatus.FORBIDDEN, "Only an owner may"),
    NOT_A_USER("forbidden-not-a-user", HttpStatus.FORBIDDEN, "Only a user may"),
    LAST_OWNER("last-owner", HttpStatus.CONFLICT, "Nobody would own the organisation"),
    NAME_TAKEN("name-taken", HttpStatus.CONFLICT, "There is one with this name, or one that looks the same"),
    ID_TAKEN("id-taken", HttpStatus.CONFLICT, "There is one with this id"),
    NOT_EMPTY("not-empty", HttpStatus.CONFLICT, "There are others below it"),
    NOT_RESTORABLE("not-restorable", HttpStatus.CONFLICT, "It can't be restored");

    private final String code;
    private final HttpStatus status;
    private final String title;

    IdentityProblem(String code, HttpStatus status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public HttpStatus status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
