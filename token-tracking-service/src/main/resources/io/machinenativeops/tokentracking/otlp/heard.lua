-- Notes that sources told of calls, and forgets those that have not for long.
-- KEYS: sources of an organisation by the second they were last heard.
-- ARGV: now and memory in seconds, how many to remember at most, then the sources.
local now, memory = tonumber(ARGV[1]), tonumber(ARGV[2])
for i = 4, #ARGV do
  redis.call('ZADD', KEYS[1], now, ARGV[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - memory)
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[3]) - 1)
redis.call('EXPIRE', KEYS[1], memory)
return 1
