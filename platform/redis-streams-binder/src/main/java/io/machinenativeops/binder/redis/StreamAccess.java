package io.machinenativeops.binder.redis;

/** What both ends of a binding need to reach their stream. */
record StreamAccess(
        RedisCommands redis,
        StreamKeys keys,
        MemoryGuard memory,
        RedisAppendOnce appendOnce,
        StreamMetrics metrics,
        StreamTracing tracing) {}
