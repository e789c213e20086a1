package io.machinenativeops.tokentracking.ingest.rest;

import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.platform.problem.ProblemType;
import io.machinenativeops.tokentracking.ingest.reading.Verdict;

/**
 * What became of a batch.
 *
 * @param accepted events that are recorded, durably
 * @param duplicates events that were recorded before
 * @param rejected events that are not recorded, each with its reason
 */
record UsageReply(int accepted, int duplicates, List<Rejected> rejected) {

    /**
     * An event that is not recorded.
     *
     * @param index its place in the batch, from 0
     */
    record Rejected(int index, Problem problem) {}

    /** An RFC 9457 problem of one event. */
    record Problem(String type, String title, int status, String detail, String code, List<FieldError> errors) {

        static Problem of(ProblemType type, String detail, List<FieldError> errors) {
            return new Problem(type.uri(), type.title(), type.status().value(), detail, type.code(), errors);
        }
    }

    static UsageReply of(List<Verdict> verdicts) {
        int accepted = 0;
        int duplicates = 0;
        var rejected = new ArrayList<Rejected>();
        for (int at = 0; at < verdicts.size(); at++) {
            switch (verdicts.get(at)) {
                case Verdict.Accepted _ -> accepted++;
                case Verdict.Duplicate _ -> duplicates++;
                case Verdict.Rejected no ->
                    rejected.add(new Rejected(at, Problem.of(no.problem(), no.detail(), no.errors())));
            }
        }
        return new UsageReply(accepted, duplicates, rejected);
    }

    boolean nothingTaken() {
        return accepted == 0 && duplicates == 0;
    }
}
