package io.machinenativeops.teamrbac.invitation;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What stands against an invitation. */
enum InvitationProblem implements ProblemType {
    PENDING("invitation-pending", HttpStatus.CONFLICT, "The address is invited already"),
    CLOSED("invitation-closed", HttpStatus.CONFLICT, "The invitation was accepted or revoked"),
    UNKNOWN("invitation-unknown", HttpStatus.NOT_FOUND, "There is no such invitation any more"),
    VOID("invitation-void", HttpStatus.CONFLICT, "Who invited may not give this any more"),
    OF_ANOTHER("invitation-of-another", HttpStatus.FORBIDDEN, "The invitation is for another address"),
    SIGN_IN_FIRST("invitation-sign-in-first", HttpStatus.CONFLICT, "The address has an account");

    private final String code;
    private final HttpStatus status;
    private final String title;

    InvitationProblem(String code, HttpStatus status, String title) {
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
