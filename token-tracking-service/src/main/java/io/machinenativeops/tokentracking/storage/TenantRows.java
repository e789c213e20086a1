package io.machinenativeops.tokentracking.storage;

/**
 * Stands for a table in the text of a question: a tenant's rows alone, made by {@link TenantQuery} and by nobody else. More
 * conditions follow each with {@code AND}.
 */
interface TenantRows {

    /** {@code table WHERE …} of single events. */
    default String events(TenantScope scope) {
        return usage(Grain.EVENT, "", scope);
    }

    /**
     * {@code table WHERE …} of usage.
     *
     * @param name what the table is called in the question, such as {@code " AS t"}; may be empty
     */
    String usage(Grain grain, String name, TenantScope scope);

    /** {@code table WHERE …} of a grain's table, with the rows of all grains it holds. */
    String allGrains(Grain grain, TenantScope scope);

    /** {@code table WHERE …} of structure spans. */
    String spans(TenantScope scope);

    /** The values of the question. */
    QueryValues values();
}
