package io.machinenativeops.platform.tenancy;

import java.time.Duration;
import java.util.function.Function;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The service's PostgreSQL database. A transaction runs for one organisation, as a role that owns nothing and sees, by
 * row-level security, only rows of that organisation ({@code org_id}); both end with the transaction, so that a pooled
 * connection carries nothing over.
 */
public final class TenantDatabase {

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
     * @throws ProblemException {@code unavailable} when PostgreSQL can't be reached or its schema is not made yet
     */
    public <T> T forOrganization(String organization, Function<JdbcClient, T> work) {
        return run(client -> {
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
     * @throws ProblemException {@code unavailable} as above
     */
    public <T> T forService(Function<JdbcClient, T> work) {
        return run(work);
    }

    private <T> T run(Function<JdbcClient, T> work) {
        if (!schema.ready()) {
            throw unavailable(schema.problem());
        }
        try {
            return breaker.executeSupplier(() -> transactions.<T>execute(_ -> work.apply(jdbc)));
        } catch (CallNotPermittedException
                | TransactionException
                | DataAccessResourceFailureException
                | RecoverableDataAccessException
                | QueryTimeoutException away) {
            throw unavailable(away);
        }
    }

    /** Whether the failure says something about the server's health. */
    static boolean isOutage(Throwable failure) {
        return failure instanceof TransactionException
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof QueryTimeoutException;
    }

    private static ProblemException unavailable(Throwable cause) {
        var problem = new ProblemException(
                        CommonProblem.UNAVAILABLE, "The settings store (PostgreSQL) can't be reached now.")
                .retryAfter(SHORT_BREAK);
        problem.initCause(cause);
        return problem;
    }
}
