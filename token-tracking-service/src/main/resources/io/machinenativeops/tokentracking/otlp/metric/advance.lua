-- Stores what is remembered of a series and hands over the event made from what was new: one step, unless another was faster.
-- KEYS: the series, series of the organisation by the second they were last stored, held events, held events by when they are due.
-- ARGV: the series as it was read ('' when it was new), as it is now, now and memory in seconds, how many series an
--       organisation may have, the series' id, and the event's id ('' for none), the event, and when it is due in ms.
-- Reply: 1 stored, 0 another was faster, -1 too many series.
local before = redis.call('GET', KEYS[1]) or ''
if before ~= ARGV[1] then return 0 end
local now, memory = tonumber(ARGV[3]), tonumber(ARGV[4])
if before == '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - memory)
  if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) then return -1 end
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', memory)
redis.call('ZADD', KEYS[2], now, ARGV[6])
redis.call('EXPIRE', KEYS[2], memory)
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[3], ARGV[7], ARGV[8])
  redis.call('ZADD', KEYS[4], ARGV[9], ARGV[7])
end
return 1
