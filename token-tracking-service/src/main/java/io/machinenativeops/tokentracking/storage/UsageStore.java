package io.machinenativeops.tokentracking.storage;

import java.util.List;

import tools.jackson.databind.JsonNode;

/** Answers questions about stored usage. */
public final class UsageStore {

    private final ClickHouse clickHouse;

    UsageStore(ClickHouse clickHouse) {
        this.clickHouse = clickHouse;
    }

    /**
     * The rows of the answer, with the columns the question names; decimals are strings.
     *
     * @throws StoreUnavailableException when ClickHouse does not answer in time
     */
    public List<JsonNode> rows(TenantQuery query) {
        return clickHouse.rows(query.sql(clickHouse.properties().database()), query.parameters());
    }
}
