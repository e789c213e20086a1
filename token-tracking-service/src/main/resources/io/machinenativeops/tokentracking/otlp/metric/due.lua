-- Lends out events that are due: who does not drop them in time lets others have them.
-- KEYS: held events, held events by when they are due. ARGV: now and the end of the loan in ms, how many at most.
-- Reply: id, event, id, event, …
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])) do
  local event = redis.call('HGET', KEYS[1], id)
  if event then
    redis.call('ZADD', KEYS[2], ARGV[2], id)
    found[#found + 1] = id
    found[#found + 1] = event
  else
    redis.call('ZREM', KEYS[2], id)
  end
end
return found
