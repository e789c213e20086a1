package io.machinenativeops.teamrbac.account;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Why something about an account is refused. */
enum AccountProblem implements ProblemType {
    WRONG_PASSWORD("wrong-password", HttpStatus.FORBIDDEN, "The current password is another"),
    LAST_OPERATOR("last-operator", HttpStatus.CONFLICT, "Nobody would run the platform"),
    LAST_SIGN_IN("last-sign-in", HttpStatus.CONFLICT, "You could not sign in any more");

    private final String code;
    private final HttpStatus status;
    private final String title;

    AccountProblem(String code, HttpStatus status, String title) {
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
