-- What keeps usage that was counted from agents' spans right. Described in docs/guides/clickhouse-schema.md.

-- Traces of calls that were stored a minute or more after they began: only these can come after an estimate, which waits longer.
CREATE TABLE IF NOT EXISTS ${database}.late_calls ${on_cluster}
(
    stored_at  DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    org_id     LowCardinality(String),
    trace_id   String CODEC(ZSTD(1))
)
ENGINE = ${replicated}MergeTree
PARTITION BY toYYYYMMDD(stored_at)
ORDER BY (stored_at, org_id, trace_id)
TTL toDateTime(stored_at) + INTERVAL 7 DAY
SETTINGS ${deduplication}, ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.late_calls_fed ${on_cluster}
TO ${database}.late_calls
AS SELECT DISTINCT now64(3, 'UTC') AS stored_at, org_id, trace_id FROM ${database}.usage_events
WHERE trace_id != '' AND occurred_at < now64(3, 'UTC') - INTERVAL 1 MINUTE AND NOT startsWith(event_id, 'estimate:');

-- Traces with estimates, standing or taken back.
CREATE TABLE IF NOT EXISTS ${database}.estimated_traces ${on_cluster}
(
    org_id     LowCardinality(String),
    trace_id   String CODEC(ZSTD(1)),
    stored_at  DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ${replicated}MergeTree
PARTITION BY toYYYYMM(stored_at)
ORDER BY (org_id, trace_id)
TTL toDateTime(stored_at) + INTERVAL 100 DAY
SETTINGS ${deduplication};

CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.estimated_traces_fed ${on_cluster}
TO ${database}.estimated_traces
AS SELECT org_id, trace_id, now64(3, 'UTC') AS stored_at FROM ${database}.usage_events
WHERE startsWith(event_id, 'estimate:') AND trace_id != '' AND sign = 1;
