-- Gives entries of this consumer up, so that any consumer of the group may claim them.
-- KEYS: stream. ARGV: group, consumer, idle ms they shall have, how many deliveries to take back, ids.
local stream, group, consumer = KEYS[1], ARGV[1], ARGV[2]
for i = 5, #ARGV do
  local pending = redis.call('XPENDING', stream, group, ARGV[i], ARGV[i], 1, consumer)[1]
  if pending then
    local deliveries = math.max(0, pending[4] - ARGV[4])
    redis.call('XCLAIM', stream, group, consumer, 0, ARGV[i], 'IDLE', ARGV[3], 'RETRYCOUNT', deliveries, 'JUSTID')
  end
end
return 1
