package io.machinenativeops.teamrbac.key;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Why a key is not made or changed. */
enum KeyProblem implements ProblemType {
    KEY_ENDED("api-key-ended", HttpStatus.CONFLICT, "The key is over"),
    TOO_MANY("too-many-api-keys", HttpStatus.CONFLICT, "There are as many keys as may be");

    private final String code;
    private final HttpStatus status;
    private final String title;

    KeyProblem(String code, HttpStatus status, String title) {
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
