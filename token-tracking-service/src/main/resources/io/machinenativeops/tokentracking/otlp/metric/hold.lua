-- Holds an event again. KEYS: held events, held events by when they are due. ARGV: its id, the event, when it is due in ms.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
