package io.machinenativeops.platform.tenancy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The service's PostgreSQL database. A transaction runs for one organisation, as a role that owns nothing and sees, by
 * row-level security, only rows of that organisation ({@code org_id}); both end with the transaction, so that a pooled
 * connection carries nothing over. Where the service has JPA, repositories used inside work in the same transaction, for the
 * same organisation.
 *
 * <p>A call inside another joins its transaction. One for another organisation, or for the service inside one for an
 * organisation, is a mistake and refused: role and organisation hold until the transaction ends.
 */
public final class TenantDatabase {

    /** Classes of PostgreSQL's error codes. */
    private static final String CONNECTION_LOST = "08";

    private static final String SERVER_ENDS = "57P";

    private static final Duration SHORT_BREAK = Duration.ofSeconds(5);

    private final TransactionOperations transactions;
    private final JdbcClient jdbc;
    private final PostgresSchema schema;
    private final CircuitBreaker breaker;
    private final String tenantRole;

    TenantDatabase(
            TransactionOperations transactions,
            JdbcClient jdbc,
            PostgresSchema schema,
            CircuitBreaker breaker,
            String tenantRole) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.schema = schema;
        this.breaker = breaker;
        this.tenantRole = tenantRole;
    }

    /**
     * Runs the work in one transaction that sees rows of this organisation only.
     *
     * @throws ProblemException {@code unavailable} when PostgreSQL can't be reached or its schema is not made yet;
     *     {@code precondition-failed} when an entity was changed meanwhile
     * @throws IllegalStateException inside a transaction for another
     */
    public <T extends @Nullable Object> T forOrganization(String organization, Function<JdbcClient, T> work) {
        if (organization.isBlank() || organization.equals(BoundOrganization.NONE)) {
            throw new IllegalArgumentException("organization is '" + organization + "': expected its id");
        }
        return run(organization, client -> {
            client.sql("SELECT set_config('role', ?, true), set_config('mno.organization', ?, true)")
                    .params(tenantRole, organization)
                    .query()
                    .singleRow();
            return work.apply(client);
        });
    }

    /**
     * Runs the work in one transaction as the service itself: rows of organisations are out of its sight, but for tables
     * that have a policy for it.
     *
     * @throws ProblemException as above
     * @throws IllegalStateException inside a transaction for an organisation
     */
    public <T extends @Nullable Object> T forService(Function<JdbcClient, T> work) {
        return run(BoundOrganization.NONE, work);
    }

    /** Whether the schema is made, so that work beside requests need not try before. */
    public boolean isReady() {
        return schema.ready();
    }

    /**
     * Runs the work in the transaction that this is called in, for whichever it is.
     *
     * @throws IllegalStateException in none: what must be done together would be done apart
     */
    public <T extends @Nullable Object> T inside(Function<JdbcClient, T> work) {
        if (!BoundOrganization.isBound()) {
            throw new IllegalStateException(
                    "no transaction is open: expected a call inside forOrganization or forService");
        }
        return run(BoundOrganization.current(), work);
    }

    /**
     * Runs the work once the transaction that this is called in is committed and over; at once where there is none. What it
     * throws is only logged: what was committed stands.
     */
    public void afterCommit(Runnable work) {
        if (BoundOrganization.isBound()) {
            BoundOrganization.afterwards(work);
        } else {
            work.run();
        }
    }

    private <T extends @Nullable Object> T run(String organization, Function<JdbcClient, T> work) {
        if (BoundOrganization.isBound()) {
            BoundOrganization.requireSame(organization);
            return transactions.<T>execute(_ -> work.apply(jdbc));
        }
        if (!schema.ready()) {
            throw unavailable(schema.problem());
        }
        try {
            // Bound before the transaction begins: a JPA session keeps the organisation it was opened for.
            return breaker.executeSupplier(() -> BoundOrganization.call(organization, () -> inTransaction(work)));
        } catch (OptimisticLockingFailureException changed) {
            var problem = new ProblemException(
                    CommonProblem.PRECONDITION_FAILED,
                    "It was changed by another request at the same time: read it again, and change what is there.");
            problem.initCause(changed);
            throw problem;
        } catch (CallNotPermittedException open) {
            throw unavailable(open);
        } catch (DataAccessException | TransactionException failure) {
            throw isOutage(failure) ? unavailable(failure) : failure;
        }
    }

    /** Fails as the work failed: with JPA, a lost connection would be hidden under the rollback that fails for it. */
    private <T extends @Nullable Object> T inTransaction(Function<JdbcClient, T> work) {
        var failed = new AtomicReference<@Nullable RuntimeException>();
        try {
            return transactions.<T>execute(_ -> {
                try {
                    return work.apply(jdbc);
                } catch (RuntimeException failure) {
                    failed.set(failure);
                    throw failure;
                }
            });
        } catch (RuntimeException thrown) {
            var failure = failed.get();
            throw failure == null ? thrown : failure;
        }
    }

    /** Whether the failure says something about the server's health. */
    static boolean isOutage(Throwable failure) {
        return (failure instanceof TransactionException && !(failure instanceof UnexpectedRollbackException))
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof QueryTimeoutException
                || (failure instanceof NestedRuntimeException nested
                        && nested.getRootCause() instanceof SQLException lost
                        && lost.getSQLState() != null
                        && (lost.getSQLState().startsWith(CONNECTION_LOST)
                                || lost.getSQLState().startsWith(SERVER_ENDS)));
    }

    private static ProblemException unavailable(Throwable cause) {
        var problem = new ProblemException(
                        CommonProblem.UNAVAILABLE, "The settings store (PostgreSQL) can't be reached now.")
                .retryAfter(SHORT_BREAK);
        problem.initCause(cause);
        return problem;
    }
}
