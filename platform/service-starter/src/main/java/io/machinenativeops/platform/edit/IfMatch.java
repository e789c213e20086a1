package io.machinenativeops.platform.edit;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The revisions that an edit may replace, as the header {@code If-Match} names them (RFC 9110, section 13.1.1). A controller takes
 * it as a parameter: a request without the header is then refused with 428, or gives null where the parameter is
 * {@code @Nullable}.
 *
 * @param revisions empty for {@code *}: whichever there is
 */
public record IfMatch(Set<Integer> revisions) {

    // Strong comparison would refuse every tag that a proxy made weak by compressing the body; the revision is the
    // same.
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9]{1,9})\"");
    private static final int MOST = 20;

    public IfMatch {
        revisions = Set.copyOf(revisions);
    }

    /** The {@code ETag} of a revision. */
    public static String etag(int revision) {
        return "\"" + revision + "\"";
    }

    /**
     * Reads the header.
     *
     * @throws ProblemException {@code precondition-required} when it is missing, {@code invalid-parameter} when it can't be read
     */
    public static IfMatch read(@Nullable String header) {
        if (header == null || header.isBlank()) {
            throw new ProblemException(
                    CommonProblem.PRECONDITION_REQUIRED,
                    "If-Match is missing: expected the ETag of what is to be changed, as it was read.");
        }
        if (header.strip().equals("*")) {
            return new IfMatch(Set.of());
        }
        var revisions = new HashSet<Integer>();
        for (var each : header.split(",", MOST + 1)) {
            var tag = TAG.matcher(each.strip());
            if (!tag.matches() || revisions.size() == MOST) {
                throw ProblemException.invalid("If-Match", "is '" + header + "': expected an ETag such as \"3\", or *");
            }
            revisions.add(Integer.valueOf(tag.group(1)));
        }
        return new IfMatch(revisions);
    }

    /**
     * Lets the edit go on only if it saw what there is.
     *
     * @param what names it in the refusal, such as {@code the team}
     * @throws ProblemException {@code precondition-failed}
     */
    public void require(int current, String what) {
        if (!revisions.isEmpty() && !revisions.contains(current)) {
            var named = String.join(
                    ", ", revisions.stream().sorted().map(IfMatch::etag).toList());
            throw new ProblemException(
                    CommonProblem.PRECONDITION_FAILED,
                    "If-Match is " + named + ", but " + what + " is at " + etag(current)
                            + ": read it again, and change what is there.");
        }
    }
}
