-- Sums of usage_quarters over hours and days, by all dimensions and by some: who asks by few need not add up the rows of all, and
-- adding up latency slots is what such a question costs. Takes the place of usage_days. Described in docs/guides/clickhouse-schema.md.
CREATE TABLE IF NOT EXISTS ${database}.usage_summaries ${on_cluster}
(
    org_id               LowCardinality(String) CODEC(ZSTD(1)),
    -- Which dimensions a row tells apart, and over how much time: see Grain. The others are empty.
    level                LowCardinality(String) CODEC(ZSTD(1)),
    bucket               DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),

    team_id              LowCardinality(String) CODEC(ZSTD(1)),
    project_id           LowCardinality(String) CODEC(ZSTD(1)),
    environment          LowCardinality(String) CODEC(ZSTD(1)),
    agent                LowCardinality(String) CODEC(ZSTD(1)),
    provider             LowCardinality(String) CODEC(ZSTD(1)),
    model                LowCardinality(String) CODEC(ZSTD(1)),
    operation            LowCardinality(String) CODEC(ZSTD(1)),
    prompt_name          LowCardinality(String) CODEC(ZSTD(1)),
    prompt_version       LowCardinality(String) CODEC(ZSTD(1)),
    api_key_id           LowCardinality(String) CODEC(ZSTD(1)),
    status               LowCardinality(String) CODEC(ZSTD(1)),

    events               SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    errors               SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    priced_events        SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    input_tokens         SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    cache_read_tokens    SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    cache_write_tokens   SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    output_tokens        SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    reasoning_tokens     SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1)),
    total_cost           SimpleAggregateFunction(sum, Decimal(38, 12)) CODEC(ZSTD(1)),
    latency_slots        SimpleAggregateFunction(sumMap, Map(Int16, Int64)) CODEC(ZSTD(1)),
    first_token_slots    SimpleAggregateFunction(sumMap, Map(Int16, Int64)) CODEC(ZSTD(1))
)
ENGINE = ${replicated}AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
PRIMARY KEY (org_id, level, bucket)
ORDER BY (org_id, level, bucket, provider, model, agent, team_id, project_id, environment, operation, prompt_name, prompt_version,
    api_key_id, status)
-- A row is wide: a granule of the usual 8192 would be 25 MB of slots to read for the few hundred rows of a question.
SETTINGS ${deduplication}, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 256;

-- What the quarters hold already: as in V2, in one block a month under one token, and not at all once the view below is there.
INSERT INTO ${database}.usage_summaries
(org_id, level, bucket, team_id, project_id, environment, agent, provider, model, operation, prompt_name, prompt_version,
    api_key_id, status, events, errors, priced_events, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens,
    reasoning_tokens, total_cost, latency_slots, first_token_slots)
SELECT
    org_id,
    kept AS level,
    if(endsWith(kept, 'hour'), toStartOfHour(q.bucket), toStartOfDay(q.bucket)) AS bucket,
    if(kept IN ('agent_hour', 'agent_day', 'state_hour', 'state_day', 'prompt_day', 'key_day', 'day'), q.team_id, '') AS team_id,
    if(kept IN ('agent_hour', 'agent_day', 'state_hour', 'state_day', 'prompt_day', 'key_day', 'day'), q.project_id, '') AS project_id,
    if(kept IN ('state_hour', 'state_day', 'day'), q.environment, '') AS environment,
    if(kept IN ('agent_hour', 'agent_day', 'day'), q.agent, '') AS agent,
    if(kept IN ('model_hour', 'model_day', 'agent_hour', 'agent_day', 'day'), q.provider, '') AS provider,
    if(kept IN ('model_hour', 'model_day', 'agent_hour', 'agent_day', 'day'), q.model, '') AS model,
    if(kept IN ('state_hour', 'state_day', 'day'), q.operation, '') AS operation,
    if(kept IN ('prompt_day', 'day'), q.prompt_name, '') AS prompt_name,
    if(kept IN ('prompt_day', 'day'), q.prompt_version, '') AS prompt_version,
    if(kept IN ('key_day', 'day'), q.api_key_id, '') AS api_key_id,
    if(kept IN ('state_hour', 'state_day', 'day'), q.status, '') AS status,
    sum(q.events) AS events,
    sumIf(q.events, q.status = 'error') AS errors,
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
ARRAY JOIN ['model_hour', 'model_day', 'agent_hour', 'agent_day', 'state_hour', 'state_day', 'prompt_day', 'key_day', 'day'] AS kept
WHERE (SELECT count() FROM system.tables WHERE database = '${database}' AND name = 'usage_summaries_of_quarters') = 0
GROUP BY
    org_id, level, bucket, team_id, project_id, environment, agent, provider, model, operation, prompt_name,
    prompt_version, api_key_id, status
SETTINGS insert_deduplication_token = 'V7', insert_deduplicate = 1, max_insert_threads = 1,
    min_insert_block_size_rows = 1000000000, min_insert_block_size_bytes = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.usage_summaries_of_quarters ${on_cluster} TO ${database}.usage_summaries AS
SELECT
    org_id,
    kept AS level,
    if(endsWith(kept, 'hour'), toStartOfHour(q.bucket), toStartOfDay(q.bucket)) AS bucket,
    if(kept IN ('agent_hour', 'agent_day', 'state_hour', 'state_day', 'prompt_day', 'key_day', 'day'), q.team_id, '') AS team_id,
    if(kept IN ('agent_hour', 'agent_day', 'state_hour', 'state_day', 'prompt_day', 'key_day', 'day'), q.project_id, '') AS project_id,
    if(kept IN ('state_hour', 'state_day', 'day'), q.environment, '') AS environment,
    if(kept IN ('agent_hour', 'agent_day', 'day'), q.agent, '') AS agent,
    if(kept IN ('model_hour', 'model_day', 'agent_hour', 'agent_day', 'day'), q.provider, '') AS provider,
    if(kept IN ('model_hour', 'model_day', 'agent_hour', 'agent_day', 'day'), q.model, '') AS model,
    if(kept IN ('state_hour', 'state_day', 'day'), q.operation, '') AS operation,
    if(kept IN ('prompt_day', 'day'), q.prompt_name, '') AS prompt_name,
    if(kept IN ('prompt_day', 'day'), q.prompt_version, '') AS prompt_version,
    if(kept IN ('key_day', 'day'), q.api_key_id, '') AS api_key_id,
    if(kept IN ('state_hour', 'state_day', 'day'), q.status, '') AS status,
    sum(q.events) AS events,
    sumIf(q.events, q.status = 'error') AS errors,
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
ARRAY JOIN ['model_hour', 'model_day', 'agent_hour', 'agent_day', 'state_hour', 'state_day', 'prompt_day', 'key_day', 'day'] AS kept
GROUP BY
    org_id, level, bucket, team_id, project_id, environment, agent, provider, model, operation, prompt_name,
    prompt_version, api_key_id, status;

DROP VIEW IF EXISTS ${database}.usage_days_of_quarters ${on_cluster};

DROP TABLE IF EXISTS ${database}.usage_days ${on_cluster};
