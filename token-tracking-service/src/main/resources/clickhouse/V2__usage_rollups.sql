-- Sums of usage_events by quarter of an hour and by day (UTC). Described in docs/guides/clickhouse-schema.md.
CREATE TABLE IF NOT EXISTS ${database}.usage_quarters ${on_cluster}
(
    org_id               LowCardinality(String),
    bucket               DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),

    team_id              LowCardinality(String),
    project_id           LowCardinality(String),
    environment          LowCardinality(String),
    agent                LowCardinality(String),
    provider             LowCardinality(String),
    model                LowCardinality(String),
    operation            LowCardinality(String),
    prompt_name          LowCardinality(String),
    prompt_version       LowCardinality(String),
    api_key_id           LowCardinality(String),
    status               LowCardinality(String),

    events               SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    priced_events        SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    input_tokens         SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    cache_read_tokens    SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    cache_write_tokens   SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    output_tokens        SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    reasoning_tokens     SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    total_cost           SimpleAggregateFunction(sum, Decimal(38, 12)) CODEC(ZSTD(1)),
    -- Events by slot of their duration: one for each of 0 to 50 ms, then slot i ends at 50 * 1.034^(i - 50) ms.
    latency_slots        SimpleAggregateFunction(sumMap, Map(Int16, Int64)) CODEC(ZSTD(1)),
    first_token_slots    SimpleAggregateFunction(sumMap, Map(Int16, Int64)) CODEC(ZSTD(1))
)
ENGINE = ${replicated}AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
PRIMARY KEY (org_id, bucket)
ORDER BY (org_id, bucket, provider, model, agent, team_id, project_id, environment, operation, prompt_name, prompt_version,
    api_key_id, status)
SETTINGS ${deduplication}, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS ${database}.usage_days ${on_cluster} AS ${database}.usage_quarters
ENGINE = ${replicated}AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
PRIMARY KEY (org_id, bucket)
ORDER BY (org_id, bucket, provider, model, agent, team_id, project_id, environment, operation, prompt_name, prompt_version,
    api_key_id, status)
SETTINGS ${deduplication}, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.usage_days_of_quarters ${on_cluster} TO ${database}.usage_days AS
SELECT
    org_id, toStartOfDay(q.bucket) AS bucket, team_id, project_id, environment, agent, provider, model, operation, prompt_name,
    prompt_version, api_key_id, status,
    sum(q.events) AS events,
    sum(q.priced_events) AS priced_events,
    sum(q.input_tokens) AS input_tokens,
    sum(q.cache_read_tokens) AS cache_read_tokens,
    sum(q.cache_write_tokens) AS cache_write_tokens,
    sum(q.output_tokens) AS output_tokens,
    sum(q.reasoning_tokens) AS reasoning_tokens,
    sum(q.total_cost) AS total_cost,
    sumMap(q.latency_slots) AS latency_slots,
    sumMap(q.first_token_slots) AS first_token_slots
FROM ${database}.usage_quarters AS q
GROUP BY
    org_id, bucket, team_id, project_id, environment, agent, provider, model, operation, prompt_name, prompt_version,
    api_key_id, status;

-- Rows that were there before: in one block a month under one token, so that it counts once however often it is run; and not
-- at all once the view below is there. The service inserts nothing before this migration is done.
INSERT INTO ${database}.usage_quarters
SELECT
    org_id, toStartOfFifteenMinutes(occurred_at) AS bucket, team_id, project_id, environment, agent, provider, model, operation,
    prompt_name, prompt_version, api_key_id, status,
    sum(toInt64(sign)) AS events,
    sumIf(toInt64(sign), cost IS NOT NULL) AS priced_events,
    sum(sign * toInt64(in_fresh + in_cache_read + in_cache_write_5m + in_cache_write_1h + in_cache_write_other + in_audio
        + in_audio_cached + in_image + in_image_cached + in_video + in_tool_prompt)) AS input_tokens,
    sum(sign * toInt64(in_cache_read + in_audio_cached + in_image_cached)) AS cache_read_tokens,
    sum(sign * toInt64(in_cache_write_5m + in_cache_write_1h + in_cache_write_other)) AS cache_write_tokens,
    sum(sign * toInt64(out_text + out_reasoning + out_audio + out_image + out_video + out_citation)) AS output_tokens,
    sum(sign * toInt64(out_reasoning)) AS reasoning_tokens,
    sum(sign * ifNull(cost, 0)) AS total_cost,
    sumMapIf(
        map(
            toInt16(if(ifNull(latency_ms, 0) <= 50, ifNull(latency_ms, 0), 50 + ceil(log(greatest(ifNull(latency_ms, 0), 1) / 50) / log(1.034)))),
            toInt64(sign)),
        latency_ms IS NOT NULL) AS latency_slots,
    sumMapIf(
        map(
            toInt16(if(ifNull(time_to_first_token_ms, 0) <= 50, ifNull(time_to_first_token_ms, 0), 50 + ceil(log(greatest(ifNull(time_to_first_token_ms, 0), 1) / 50) / log(1.034)))),
            toInt64(sign)),
        time_to_first_token_ms IS NOT NULL) AS first_token_slots
FROM ${database}.usage_events
WHERE occurred_at < toDateTime64('2100-01-01 00:00:00', 3, 'UTC')
    AND (SELECT count() FROM system.tables WHERE database = '${database}' AND name = 'usage_quarters_of_events') = 0
GROUP BY
    org_id, bucket, team_id, project_id, environment, agent, provider, model, operation, prompt_name, prompt_version,
    api_key_id, status
SETTINGS insert_deduplication_token = 'V2', insert_deduplicate = 1, deduplicate_blocks_in_dependent_materialized_views = 1,
    max_insert_threads = 1, min_insert_block_size_rows = 1000000000, min_insert_block_size_bytes = 0;

-- No question reaches beyond 2100, and a bucket not beyond 2106.
CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.usage_quarters_of_events ${on_cluster} TO ${database}.usage_quarters AS
SELECT
    org_id, toStartOfFifteenMinutes(occurred_at) AS bucket, team_id, project_id, environment, agent, provider, model, operation,
    prompt_name, prompt_version, api_key_id, status,
    sum(toInt64(sign)) AS events,
    sumIf(toInt64(sign), cost IS NOT NULL) AS priced_events,
    sum(sign * toInt64(in_fresh + in_cache_read + in_cache_write_5m + in_cache_write_1h + in_cache_write_other + in_audio
        + in_audio_cached + in_image + in_image_cached + in_video + in_tool_prompt)) AS input_tokens,
    sum(sign * toInt64(in_cache_read + in_audio_cached + in_image_cached)) AS cache_read_tokens,
    sum(sign * toInt64(in_cache_write_5m + in_cache_write_1h + in_cache_write_other)) AS cache_write_tokens,
    sum(sign * toInt64(out_text + out_reasoning + out_audio + out_image + out_video + out_citation)) AS output_tokens,
    sum(sign * toInt64(out_reasoning)) AS reasoning_tokens,
    sum(sign * ifNull(cost, 0)) AS total_cost,
    sumMapIf(
        map(
            toInt16(if(ifNull(latency_ms, 0) <= 50, ifNull(latency_ms, 0), 50 + ceil(log(greatest(ifNull(latency_ms, 0), 1) / 50) / log(1.034)))),
            toInt64(sign)),
        latency_ms IS NOT NULL) AS latency_slots,
    sumMapIf(
        map(
            toInt16(if(ifNull(time_to_first_token_ms, 0) <= 50, ifNull(time_to_first_token_ms, 0), 50 + ceil(log(greatest(ifNull(time_to_first_token_ms, 0), 1) / 50) / log(1.034)))),
            toInt64(sign)),
        time_to_first_token_ms IS NOT NULL) AS first_token_slots
FROM ${database}.usage_events
WHERE occurred_at < toDateTime64('2100-01-01 00:00:00', 3, 'UTC')
GROUP BY
    org_id, bucket, team_id, project_id, environment, agent, provider, model, operation, prompt_name, prompt_version,
    api_key_id, status;
