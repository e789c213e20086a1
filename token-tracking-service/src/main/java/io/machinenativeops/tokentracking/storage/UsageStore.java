package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.util.List;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/** Answers questions about stored usage. */
public final class UsageStore {

    private final ClickHouse clickHouse;
    private final Schema schema;

    UsageStore(ClickHouse clickHouse, Schema schema) {
        this.clickHouse = clickHouse;
        this.schema = schema;
    }

    /**
     * The rows of the answer, with the columns the question names; decimals are strings.
     *
     * @throws StoreUnavailableException when ClickHouse does not answer in time, or was not reached yet to make its tables
     */
    public List<JsonNode> rows(TenantQuery query) {
        if (!schema.ready()) {
            throw new StoreUnavailableException("The tables are not there yet: " + schema.problem(), null);
        }
        return clickHouse.rows(query.sql(clickHouse.properties().database()), query.parameters());
    }

    /**
     * The same for a caller who waits for it.
     *
     * @throws ProblemException {@code unavailable} when ClickHouse can't be asked now
     */
    public List<JsonNode> answer(TenantQuery query) {
        try {
            return rows(query);
        } catch (StoreUnavailableException away) {
            throw new ProblemException(
                            CommonProblem.UNAVAILABLE,
                            "Stored usage can't be read now; recording goes on. Ask again in a moment.")
                    .retryAfter(Duration.ofSeconds(2));
        }
    }
}
