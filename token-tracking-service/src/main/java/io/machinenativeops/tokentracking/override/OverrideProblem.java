package io.machinenativeops.tokentracking.override;

import io.machinenativeops.platform.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** Why an override is not made or changed. */
enum OverrideProblem implements ProblemType {
    OVERLAP("price-override-overlap", "Another override says what such calls cost"),
    ENDED("price-override-ended", "The override is ended"),
    TOO_MANY("too-many-price-overrides", "The organisation has as many overrides as it may");

    private final String code;
    private final String title;

    OverrideProblem(String code, String title) {
        this.code = code;
        this.title = title;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public HttpStatus status() {
        return HttpStatus.CONFLICT;
    }

    @Override
    public String title() {
        return title;
    }
}
