-- Appends dead letters to their stream again, for one group, and removes them.
-- KEYS: stream, dead-letter stream. ARGV: group, ids. Reply: how many were replayed.
local stream, dead, group, replayed = KEYS[1], KEYS[2], ARGV[1], 0
for i = 2, #ARGV do
  local letter = redis.call('XRANGE', dead, ARGV[i], ARGV[i])[1]
  if letter then
    local fields = {}
    for at = 1, #letter[2], 2 do
      local name = letter[2][at]
      if name ~= 'c' and name ~= 't' then
        fields[#fields + 1] = name
        fields[#fields + 1] = letter[2][at + 1]
      end
    end
    fields[#fields + 1] = 't'
    fields[#fields + 1] = group
    redis.call('XADD', stream, '*', unpack(fields))
    redis.call('XDEL', dead, ARGV[i])
    replayed = replayed + 1
  end
end
return replayed
