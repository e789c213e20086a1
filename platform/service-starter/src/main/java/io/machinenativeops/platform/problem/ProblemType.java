package io.machinenativeops.platform.problem;

import org.springframework.http.HttpStatus;

/**
 * One kind of problem a caller can meet. Each service lists its own in one enum, and {@code docs/problems.md} lists them
 * all; a code never changes its meaning once it was released.
 */
public interface ProblemType {

    /** Stable, kebab-case name, such as {@code event-id-conflict}. */
    String code();

    /** The status of a reply whose problem this is. */
    HttpStatus status();

    /** Short summary that does not vary from case to case. */
    String title();

    /** The {@code type} member of the document (RFC 9457, section 3.1.1): {@code urn:mno:problem:<code>}. */
    default String uri() {
        return "urn:mno:problem:" + code();
    }
}
