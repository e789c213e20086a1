-- Ends a batch whose rows are stored or parked: acknowledges its entries and forgets it, both or neither.
-- KEYS: stream, batches, assigned, splits, parked. ARGV: group, token.
-- Reply: how many entries were acknowledged; -1 when there is no such batch any more.
local ids = redis.call('HGET', KEYS[2], ARGV[2])
if not ids then return -1 end
local done = 0
for id in string.gmatch(ids, '%S+') do
  done = done + redis.call('XACK', KEYS[1], ARGV[1], id)
  redis.call('HDEL', KEYS[3], id)
end
for i = 2, 5 do
  if i ~= 3 then redis.call('HDEL', KEYS[i], ARGV[2]) end
end
return done
