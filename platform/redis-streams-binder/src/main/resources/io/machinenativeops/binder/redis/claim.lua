-- Takes over pending entries and reads them, counting the delivery. Entries that no longer exist are acknowledged.
-- KEYS: stream.
-- ARGV: group, consumer, idle ms at least, where to go on ('0-0' to begin), how many, and whose: 'own' or 'any'.
-- Reply: {where to go on ('0-0' at the end), {id, deliveries, {field, value, …}}, …}.
local stream, group, consumer, cursor, count = KEYS[1], ARGV[1], ARGV[2], ARGV[4], tonumber(ARGV[5])
local reply, ids = {'0-0'}, {}
if ARGV[6] == 'own' then
  for i, pending in ipairs(redis.call('XPENDING', stream, group, cursor, '+', count, consumer)) do ids[i] = pending[1] end
  if #ids == count then reply[1] = '(' .. ids[#ids] end
else
  local claimed = redis.call('XAUTOCLAIM', stream, group, consumer, ARGV[3], cursor, 'COUNT', count, 'JUSTID')
  reply[1], ids = claimed[1], claimed[2]
end
for _, id in ipairs(ids) do
  local entry = redis.call('XRANGE', stream, id, id)[1]
  if entry then
    local deliveries = redis.call('XPENDING', stream, group, id, id, 1)[1][4] + 1
    redis.call('XCLAIM', stream, group, consumer, 0, id, 'RETRYCOUNT', deliveries, 'JUSTID')
    reply[#reply + 1] = {id, deliveries, entry[2]}
  else
    redis.call('XACK', stream, group, id)
  end
end
return reply
