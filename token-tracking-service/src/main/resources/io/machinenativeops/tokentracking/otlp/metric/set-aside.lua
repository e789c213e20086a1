-- Moves refused events to the dead letters. KEYS: held events, held events by when they are due, dead letters.
-- ARGV: id, cause as JSON, id, cause, …
for i = 1, #ARGV, 2 do
  local event = redis.call('HGET', KEYS[1], ARGV[i])
  if event then redis.call('XADD', KEYS[3], '*', 'p', event, 'h', '{}', 'c', ARGV[i + 1]) end
  redis.call('HDEL', KEYS[1], ARGV[i])
  redis.call('ZREM', KEYS[2], ARGV[i])
end
return #ARGV / 2
