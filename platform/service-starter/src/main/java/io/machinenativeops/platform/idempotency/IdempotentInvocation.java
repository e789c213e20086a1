package io.machinenativeops.platform.idempotency;

import java.util.Objects;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.ServletInvocableHandlerMethod;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Calls a handler inside the transaction that keeps its answer. What it answers is sent once that is committed. It comes after
 * the permission was checked: an answer is never given again to somebody who may not have it.
 */
final class IdempotentInvocation extends ServletInvocableHandlerMethod {

    private final TenantDatabase database;
    private final KeptAnswers answers;

    IdempotentInvocation(HandlerMethod handler, TenantDatabase database, KeptAnswers answers) {
        super(handler);
        this.database = database;
        this.answers = answers;
    }

    @Override
    public void invokeAndHandle(ServletWebRequest web, ModelAndViewContainer container, @Nullable Object... arguments)
            throws Exception {
        var sent = web.getHeader(IdempotencyKey.HEADER);
        if (sent == null) {
            super.invokeAndHandle(web, container, arguments);
            return;
        }
        var key = new IdempotencyKey(sent);
        var caller = Caller.current();
        if (caller == null) {
            throw new ProblemException(CommonProblem.UNAUTHENTICATED, "The route needs a token.");
        }
        var request = new BufferedRequest(web.getRequest());
        HttpServletResponse response = Objects.requireNonNull(web.getResponse());
        var buffered = new ContentCachingResponseWrapper(response);
        try {
            var before = inTransaction(caller, key, new ServletWebRequest(request, buffered), container, arguments);
            if (before == null) {
                buffered.copyBodyToResponse();
            } else {
                container.setRequestHandled(true);
                before.replay(response);
            }
        } catch (HandlerFailure failure) {
            Answer.withdraw(response);
            throw failure.thrown();
        } catch (RuntimeException failure) {
            Answer.withdraw(response);
            throw failure;
        }
    }

    /** The answer that was given before; null when the handler was called. */
    private @Nullable Answer inTransaction(
            Caller caller,
            IdempotencyKey key,
            ServletWebRequest web,
            ModelAndViewContainer container,
            @Nullable Object... arguments) {
        var seal = new AnswerSeal(key);
        var fingerprint = ((BufferedRequest) web.getRequest()).fingerprint();
        var buffered = (ContentCachingResponseWrapper) Objects.requireNonNull(web.getResponse());
        return database.<@Nullable Answer>forOrganization(caller.organizationId(), jdbc -> {
            var before = answers.claim(jdbc, caller.organizationId(), caller.subject(), seal, fingerprint);
            if (before == null) {
                call(web, container, arguments);
                answers.keep(jdbc, caller.subject(), seal, Answer.of(buffered, buffered.getContentAsByteArray()));
            }
            return before;
        });
    }

    private void call(ServletWebRequest web, ModelAndViewContainer container, @Nullable Object... arguments) {
        try {
            super.invokeAndHandle(web, container, arguments);
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new HandlerFailure(failure);
        }
    }

    /** Carries what a handler threw through the transaction, which is rolled back by it. */
    private static final class HandlerFailure extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final Exception thrown;

        HandlerFailure(Exception thrown) {
            super(thrown);
            this.thrown = thrown;
        }

        Exception thrown() {
            return thrown;
        }
    }
}
