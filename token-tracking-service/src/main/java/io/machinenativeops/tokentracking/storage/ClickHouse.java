package io.machinenativeops.tokentracking.storage;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The connection to ClickHouse: every call has a timeout, stands behind a circuit breaker, and fails with a
 * {@link StoreException} that says whether trying again can help. Reads are tried twice, inserts once: their caller repeats
 * them under the same token.
 */
final class ClickHouse implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Client client;
    private final ClickHouseProperties properties;
    private final CircuitBreaker reading;
    private final CircuitBreaker writing;
    private final Retry twice;
    private volatile boolean holdsInserts;

    ClickHouse(ClickHouseProperties properties, CircuitBreaker reading, CircuitBreaker writing, Retry twice) {
        this.properties = properties;
        this.reading = reading;
        this.writing = writing;
        this.twice = twice;
        this.client = new Client.Builder()
                .addEndpoint(properties.url().toString())
                .setUsername(properties.user())
                .setPassword(properties.password())
                .setClientName("token-tracking")
                .setConnectTimeout(properties.connectTimeout().toMillis(), ChronoUnit.MILLIS)
                .setConnectionRequestTimeout(properties.connectTimeout().toMillis(), ChronoUnit.MILLIS)
                .setSocketTimeout(properties.insertTimeout().toMillis(), ChronoUnit.MILLIS)
                .setMaxConnections(32)
                .compressServerResponse(false)
                .compressClientRequest(false)
                .retryOnFailures(ClientFaultCause.None)
                .setMaxRetries(0)
                .useServerTimeZone(false)
                .useTimeZone("UTC")
                .build();
    }

    ClickHouseProperties properties() {
        return properties;
    }

    /** Refuses inserts, as if the server were away, until told otherwise. */
    void holdInserts(boolean hold) {
        holdsInserts = hold;
    }

    /** Runs a statement that gives no rows. */
    void execute(String statement) {
        execute(statement, Map.of());
    }

    /** Runs a statement that gives no rows, with values for its parameters. */
    @SuppressWarnings("try") // The client declares that closing a response throws Exception.
    void execute(String statement, Map<String, String> parameters) {
        guarded(reading, () -> {
            try (var response =
                    await(client.query(statement, Map.copyOf(parameters), settings()), properties.insertTimeout())) {
                response.getInputStream().readAllBytes();
                return List.<JsonNode>of();
            } catch (Exception failure) {
                throw ServerErrors.queryFailure(failure);
            }
        });
    }

    /** The rows of a query, one object for each; decimals are strings. */
    List<JsonNode> rows(String query, Map<String, String> parameters) {
        return Retry.decorateSupplier(twice, () -> guarded(reading, () -> read(query, parameters)))
                .get();
    }

    @SuppressWarnings("try") // The client declares that closing a response throws Exception.
    private List<JsonNode> read(String query, Map<String, String> parameters) {
        var settings = settings()
                .setFormat(ClickHouseFormat.JSONEachRow)
                .setMaxExecutionTime((int) Math.max(1, properties.queryTimeout().toSeconds()))
                .serverSetting("output_format_json_quote_64bit_integers", "0")
                .serverSetting("output_format_json_quote_decimals", "1")
                .serverSetting("output_format_decimal_trailing_zeros", "0")
                .serverSetting("readonly", "2");
        Map<String, Object> values = Map.copyOf(parameters);
        var timeout = properties.queryTimeout().plusSeconds(2);
        try (var response = await(client.query(query, values, settings), timeout);
                InputStream body = response.getInputStream()) {
            try (var rows = JSON.readerFor(JsonNode.class).<JsonNode>readValues(body)) {
                return rows.readAll();
            }
        } catch (Exception failure) {
            throw ServerErrors.queryFailure(failure);
        }
    }

    /**
     * Inserts rows in one block a partition. Inserts of one token count once, whatever rows they carry.
     *
     * @param rows RowBinary, in the order of the columns
     */
    void insert(String table, List<String> columns, byte[] rows, int length, String token) {
        if (holdsInserts) {
            throw new StoreUnavailableException("The tables are not as this version needs them yet", null);
        }
        var settings = new InsertSettings()
                .setDatabase(properties.database())
                .setDeduplicationToken(token)
                .serverSetting("insert_deduplicate", "1")
                .serverSetting("deduplicate_blocks_in_dependent_materialized_views", "1")
                .serverSetting("async_insert", "0")
                // One block: a token stands for one block a partition.
                .serverSetting("max_insert_threads", "1")
                .serverSetting("input_format_parallel_parsing", "0")
                .serverSetting("max_insert_block_size", "10000000")
                .serverSetting("max_insert_block_size_bytes", "0")
                .serverSetting("min_insert_block_size_rows", "10000000")
                .serverSetting("min_insert_block_size_bytes", "4294967296");
        guarded(writing, () -> {
            var body = new ByteArrayInputStream(rows, 0, length);
            var timeout = properties.insertTimeout().plusSeconds(2);
            try (var response =
                    await(client.insert(table, columns, body, ClickHouseFormat.RowBinary, settings), timeout)) {
                return response.getWrittenRows();
            } catch (Exception failure) {
                throw ServerErrors.insertFailure(failure);
            }
        });
    }

    private QuerySettings settings() {
        return new QuerySettings().setDatabase("default");
    }

    private static <T> T await(Future<T> answer, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | TimeoutException giveUp) {
            answer.cancel(true);
            throw giveUp;
        }
    }

    private static <T> T guarded(CircuitBreaker breaker, Supplier<T> call) {
        try {
            return breaker.executeSupplier(call);
        } catch (CallNotPermittedException open) {
            throw new StoreUnavailableException("ClickHouse failed too often lately: asked again in a moment", open);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
