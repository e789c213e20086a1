package io.machinenativeops.tokentracking.storage;

import java.util.Set;

import com.clickhouse.client.api.ServerException;
import org.jspecify.annotations.Nullable;

/** Sorts what the client throws by what is to be done about it. */
final class ServerErrors {

    /**
     * Codes of ClickHouse that blame a value: text, numbers and dates that can't be parsed or are out of range, wrong sizes,
     * nulls, violated constraints. Only these may ever park an event; any other failure is waited out.
     */
    private static final Set<Integer> BAD_VALUES = Set.of(
            6, 26, 27, 32, 33, 38, 41, 53, 69, 70, 72, 117, 128, 131, 190, 321, 349, 376, 407, 441, 469, 675, 676);

    /** Timeouts, too many queries or parts, memory, disk space, network, read-only, shutting down, no Keeper. */
    private static final Set<Integer> PASSING =
            Set.of(3, 159, 160, 164, 202, 203, 209, 210, 225, 236, 241, 242, 243, 252, 279, 285, 319, 394, 473, 999);

    private ServerErrors() {}

    static StoreException insertFailure(Exception failure) {
        var server = server(failure);
        if (server != null && BAD_VALUES.contains(server.getCode())) {
            return new RowsRefusedException(
                    "ClickHouse refuses a value (code " + server.getCode() + "): " + firstLine(server), server);
        }
        return queryFailure(failure);
    }

    static StoreException queryFailure(Exception failure) {
        var server = server(failure);
        if (server == null || PASSING.contains(server.getCode())) {
            return new StoreUnavailableException("ClickHouse does not answer: " + firstLine(root(failure)), failure);
        }
        return new StatementRefusedException(
                "ClickHouse refuses the statement (code " + server.getCode() + "): " + firstLine(server), server);
    }

    private static @Nullable ServerException server(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException server) {
                return server;
            }
        }
        return null;
    }

    private static Throwable root(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String firstLine(Throwable failure) {
        var message = String.valueOf(failure.getMessage());
        var line = message.indexOf('\n');
        var first = line < 0 ? message : message.substring(0, line);
        return first.length() > 500 ? first.substring(0, 500) + "…" : first;
    }
}
