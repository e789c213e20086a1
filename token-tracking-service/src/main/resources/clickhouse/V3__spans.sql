-- One row for each structure span of the stream span.recorded. Described in docs/guides/clickhouse-schema.md.
CREATE TABLE IF NOT EXISTS ${database}.spans ${on_cluster}
(
    org_id            LowCardinality(String),
    trace_id          String CODEC(ZSTD(1)),
    span_id           String CODEC(ZSTD(1)),
    parent_span_id    String CODEC(ZSTD(1)),
    started_at        DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    received_after_ms Int64 CODEC(T64, ZSTD(1)),
    duration_ms       Nullable(UInt32) CODEC(T64, ZSTD(1)),

    team_id           LowCardinality(String),
    project_id        LowCardinality(String),
    environment       LowCardinality(String),
    agent             LowCardinality(String),
    user_id           String CODEC(ZSTD(1)),
    api_key_id        LowCardinality(String),
    session_id        String CODEC(ZSTD(1)),

    kind              LowCardinality(String),
    operation         LowCardinality(String),
    name              String CODEC(ZSTD(1)),
    agent_id          LowCardinality(String),
    tool              LowCardinality(String),
    status            LowCardinality(String),
    error_type        LowCardinality(String),
    scope_name        LowCardinality(String),
    scope_version     LowCardinality(String),

    -- What the span says was used below it: never summed, counted only where no model call is found.
    provider          LowCardinality(String),
    model             LowCardinality(String),
    reported_input    UInt64 CODEC(T64, ZSTD(1)),
    reported_output   UInt64 CODEC(T64, ZSTD(1)),
    reported_usage    String CODEC(ZSTD(3)),

    stored_at         DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(DoubleDelta, ZSTD(1)),

    INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 4,

    CONSTRAINT started_in_living_memory CHECK started_at >= toDateTime64('2000-01-01 00:00:00', 3, 'UTC')
        AND started_at < toDateTime64('2200-01-01 00:00:00', 3, 'UTC')
)
ENGINE = ${replicated}MergeTree
PARTITION BY toYYYYMM(started_at)
-- Spans are only ever asked for by their trace or session.
ORDER BY (org_id, trace_id, started_at, span_id)
SETTINGS ${deduplication}, fsync_after_insert = 1, fsync_part_directory = 1;

-- Spans that report usage, in the order in which they were stored: the work list of those who look for usage without calls.
CREATE TABLE IF NOT EXISTS ${database}.reporting_spans ${on_cluster}
(
    stored_at  DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    org_id     LowCardinality(String),
    trace_id   String CODEC(ZSTD(1))
)
ENGINE = ${replicated}MergeTree
PARTITION BY toYYYYMM(stored_at)
ORDER BY (stored_at, org_id, trace_id)
TTL toDateTime(stored_at) + INTERVAL 90 DAY
SETTINGS ${deduplication};

CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.reporting_spans_fed ${on_cluster}
TO ${database}.reporting_spans
AS SELECT stored_at, org_id, trace_id FROM ${database}.spans WHERE reported_usage != '';
