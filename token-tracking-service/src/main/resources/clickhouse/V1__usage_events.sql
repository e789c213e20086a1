-- One row for each signed item of the stream usage.recorded. Described in docs/guides/clickhouse-schema.md.
CREATE TABLE IF NOT EXISTS ${database}.usage_events ${on_cluster}
(
    org_id               LowCardinality(String),
    event_id             String CODEC(ZSTD(1)),
    revision             UInt32 DEFAULT 1 CODEC(T64, ZSTD(1)),
    sign                 Int8,
    fingerprint          String CODEC(ZSTD(1)),
    occurred_at          DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    -- received_at follows occurred_at: the difference is small where the time is not.
    received_after_ms    Int64 CODEC(T64, ZSTD(1)),

    team_id              LowCardinality(String),
    project_id           LowCardinality(String),
    environment          LowCardinality(String),
    agent                LowCardinality(String),
    user_id              String CODEC(ZSTD(1)),
    api_key_id           LowCardinality(String),
    tags                 Map(LowCardinality(String), String) CODEC(ZSTD(1)),

    provider             LowCardinality(String),
    model                LowCardinality(String),
    request_model        LowCardinality(String),
    operation            LowCardinality(String),
    status               LowCardinality(String),
    error_type           LowCardinality(String),
    service_tier         LowCardinality(String),
    region               LowCardinality(String),
    response_id          String CODEC(ZSTD(1)),
    prompt_name          LowCardinality(String),
    prompt_version       LowCardinality(String),
    latency_ms           Nullable(UInt32) CODEC(T64, ZSTD(1)),
    time_to_first_token_ms Nullable(UInt32) CODEC(T64, ZSTD(1)),

    session_id           String CODEC(ZSTD(1)),
    trace_id             String CODEC(ZSTD(1)),
    span_id              String CODEC(ZSTD(1)),
    parent_span_id       String CODEC(ZSTD(1)),

    usage_status         LowCardinality(String),
    dialect              LowCardinality(String),
    in_fresh             UInt64 CODEC(T64, ZSTD(1)),
    in_cache_read        UInt64 CODEC(T64, ZSTD(1)),
    in_cache_write_5m    UInt64 CODEC(T64, ZSTD(1)),
    in_cache_write_1h    UInt64 CODEC(T64, ZSTD(1)),
    in_cache_write_other UInt64 CODEC(T64, ZSTD(1)),
    in_audio             UInt64 CODEC(T64, ZSTD(1)),
    in_audio_cached      UInt64 CODEC(T64, ZSTD(1)),
    in_image             UInt64 CODEC(T64, ZSTD(1)),
    in_image_cached      UInt64 CODEC(T64, ZSTD(1)),
    in_video             UInt64 CODEC(T64, ZSTD(1)),
    in_tool_prompt       UInt64 CODEC(T64, ZSTD(1)),
    out_text             UInt64 CODEC(T64, ZSTD(1)),
    out_reasoning        UInt64 CODEC(T64, ZSTD(1)),
    out_audio            UInt64 CODEC(T64, ZSTD(1)),
    out_image            UInt64 CODEC(T64, ZSTD(1)),
    out_video            UInt64 CODEC(T64, ZSTD(1)),
    out_citation         UInt64 CODEC(T64, ZSTD(1)),
    -- Quantities that are no tokens (searches, images, seconds), by the key of their unit.
    other_units          Map(LowCardinality(String), Decimal(38, 12)) CODEC(ZSTD(1)),
    -- Input that does not count towards a prompt-size threshold: nearly always 0, where the threshold's total never is.
    outside_prompt       Int64 CODEC(T64, ZSTD(1)),
    raw_usage            String CODEC(ZSTD(3)),

    cost                 Nullable(Decimal(38, 12)) CODEC(ZSTD(1)),
    currency             LowCardinality(String),
    price_version        LowCardinality(String),
    reported_cost        Nullable(Decimal(38, 12)) CODEC(ZSTD(1)),
    reported_currency    LowCardinality(String),
    reservation_id       String CODEC(ZSTD(1)),
    flags                Array(LowCardinality(String)) CODEC(ZSTD(1)),

    INDEX by_event event_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 4,
    -- Corrections are few: these let a query that looks for them skip nearly everything.
    INDEX by_revision revision TYPE minmax GRANULARITY 1,
    INDEX by_sign sign TYPE minmax GRANULARITY 1,

    CONSTRAINT known_sign CHECK sign IN (-1, 1),
    CONSTRAINT occurred_in_living_memory CHECK occurred_at >= toDateTime64('2000-01-01 00:00:00', 3, 'UTC')
        AND occurred_at < toDateTime64('2200-01-01 00:00:00', 3, 'UTC')
)
ENGINE = ${replicated}MergeTree
PARTITION BY toYYYYMM(occurred_at)
PRIMARY KEY (org_id, toStartOfHour(occurred_at))
ORDER BY (org_id, toStartOfHour(occurred_at), provider, model, agent, occurred_at)
-- Entries leave the stream once the insert returned: a machine that dies then must find the rows on its disk.
SETTINGS ${deduplication}, fsync_after_insert = 1, fsync_part_directory = 1;
