-- Forgets events that were counted or superseded. KEYS: held events, held events by when they are due. ARGV: their ids.
redis.call('HDEL', KEYS[1], unpack(ARGV))
return redis.call('ZREM', KEYS[2], unpack(ARGV))
