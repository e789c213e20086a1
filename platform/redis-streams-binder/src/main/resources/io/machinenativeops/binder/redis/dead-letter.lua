-- Moves one entry to the dead-letter stream and acknowledges it, when this consumer still owns it.
-- KEYS: stream, dead-letter stream. ARGV: group, consumer, id, cause as JSON. Reply: 1 when moved, else 0.
local stream, dead, group, consumer, id = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]
if not redis.call('XPENDING', stream, group, id, id, 1, consumer)[1] then return 0 end
local entry = redis.call('XRANGE', stream, id, id)[1]
if entry then
  local fields = entry[2]
  fields[#fields + 1] = 'c'
  fields[#fields + 1] = ARGV[4]
  redis.call('XADD', dead, '*', unpack(fields))
end
redis.call('XACK', stream, group, id)
return entry and 1 or 0
