-- Makes model calls ${first} to ${first} + ${count} - 1, spread evenly over ${span} ms from ${start} (Unix ms), in the raw table; the
-- views on it fill the rollups. Every value follows from the number of the call, so that a load can be repeated.
-- Half of the calls belong to the organisation that is asked; nine others share the rest.
INSERT INTO mno.usage_events
(
    org_id, event_id, sign, fingerprint, occurred_at, received_after_ms, team_id, project_id, environment, agent, user_id,
    api_key_id, tags, provider, model, operation, status, error_type, service_tier, response_id, prompt_name, prompt_version,
    latency_ms, time_to_first_token_ms, session_id, trace_id, span_id, parent_span_id, usage_status, dialect,
    in_fresh, in_cache_read, in_cache_write_5m, out_text, out_reasoning, raw_usage, cost, currency, price_version
)
WITH
    number + ${first} AS n,
    sipHash64(n) AS h,
    sipHash64(n, 'b') AS g,
    -- An agent belongs to a project, a project to a team; an agent calls two or three models.
    h % 60 AS agent_number,
    ['anthropic', 'openai', 'openai', 'gcp.gemini', 'anthropic', 'mistral_ai'] AS providers,
    ['claude-sonnet-4-5', 'gpt-4o', 'gpt-4o-mini', 'gemini-2.5-flash', 'claude-haiku-4-5', 'mistral-large-latest'] AS models,
    -- Prices in 10^-12 USD a token.
    [3000000, 2500000, 150000, 300000, 1000000, 2000000] AS input_prices,
    [15000000, 10000000, 600000, 2500000, 5000000, 6000000] AS output_prices,
    toUInt8(1 + (agent_number + intDiv(h, 64) % 3) % 6) AS choice,
    200 + g % 11000 AS fresh,
    if(intDiv(g, 65536) % 3 = 0, fresh * 2, 0) AS cached,
    if(intDiv(g, 65536) % 9 = 0, fresh, 0) AS written,
    20 + intDiv(g, 1048576) % 1400 AS answer,
    if(choice = 4, intDiv(answer, 2), 0) AS reasoning,
    300 + answer * 18 + intDiv(h, 4096) % 900 AS latency
SELECT
    if(h % 2 = 0, '${organization}', concat('01900000-0000-7000-8000-00000000000', toString(intDiv(h, 2) % 9))),
    lower(concat(hex(toUInt32(${start} / 65536)), '-', hex(toUInt16(h)), '-7', substring(hex(g), 1, 3), '-', substring(hex(g), 4, 4), '-', substring(hex(sipHash64(n, 'e')), 1, 12))),
    1,
    replaceRegexpOne(base64URLEncode(sipHash128(n, 'f')), '=+$', ''),
    fromUnixTimestamp64Milli(toInt64(${start} + intDiv(number * ${span}, ${count}))),
    toInt64(latency + intDiv(h, 512) % 400),
    concat('01900000-0000-7000-9000-00000000000', toString(agent_number % 6)),
    concat('01900000-0000-7000-a000-0000000000', leftPad(toString(agent_number % 18), 2, '0')),
    ['production', 'staging', 'development'][1 + least(2, intDiv(h, 128) % 8)],
    concat('agent-', toString(agent_number)),
    concat('u-', toString(intDiv(h, 256) % 5000)),
    concat('01900000-0000-7000-b000-0000000000', leftPad(toString(agent_number), 2, '0')),
    map('feature', ['review', 'plan', 'refactor', 'search', 'summary', 'chat'][1 + intDiv(g, 256) % 6]),
    providers[choice],
    models[choice],
    'chat',
    if(intDiv(h, 1024) % 50 = 0, 'error', 'ok'),
    if(intDiv(h, 1024) % 50 = 0, 'timeout', ''),
    'standard',
    concat('resp_', lower(hex(sipHash64(n, 'r')))),
    concat('prompt-', toString(agent_number % 20)),
    toString(1 + toDayOfMonth(fromUnixTimestamp64Milli(toInt64(${start}))) % 3),
    latency,
    intDiv(latency, 9),
    -- Some forty calls a session, most of them close to each other.
    concat('s-', toString(intDiv(n, 1000)), '-', toString(h % 25)),
    lower(hex(sipHash128(intDiv(n, 1000), h % 250))),
    lower(hex(sipHash64(n, 's'))),
    lower(hex(sipHash64(intDiv(n, 1000), h % 250, 'p'))),
    'final',
    ['anthropic', 'openai_chat', 'openai_chat', 'gemini', 'anthropic', 'openai_chat'][choice],
    fresh,
    cached,
    if(choice IN (1, 5), written, 0),
    answer - reasoning,
    reasoning,
    multiIf(
        choice IN (1, 5), concat('{"input_tokens":', toString(fresh), ',"cache_creation_input_tokens":', toString(written), ',"cache_read_input_tokens":', toString(cached), ',"output_tokens":', toString(answer), '}'),
        choice = 4, concat('{"promptTokenCount":', toString(fresh + cached), ',"candidatesTokenCount":', toString(answer - reasoning), ',"thoughtsTokenCount":', toString(reasoning), ',"cachedContentTokenCount":', toString(cached), ',"totalTokenCount":', toString(fresh + cached + answer), '}'),
        concat('{"prompt_tokens":', toString(fresh + cached), ',"completion_tokens":', toString(answer), ',"total_tokens":', toString(fresh + cached + answer), ',"prompt_tokens_details":{"cached_tokens":', toString(cached), '}}')),
    CAST(toDecimal128(fresh * input_prices[choice] + cached * intDiv(input_prices[choice], 10) + answer * output_prices[choice], 12) / 1000000000000, 'Nullable(Decimal(38, 12))'),
    'USD',
    '2026-11-22'
FROM numbers(${count})
SETTINGS max_insert_block_size = 262144, min_insert_block_size_rows = 262144, min_insert_block_size_bytes = 268435456, max_threads = 2, max_insert_threads = 1
