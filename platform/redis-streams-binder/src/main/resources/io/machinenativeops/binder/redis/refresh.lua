-- Keeps entries from being taken over while their consumer works on them; never takes back one that was.
-- KEYS: stream. ARGV: group, consumer, ids. Reply: the ids that this consumer does not own any more.
local stream, group, consumer = KEYS[1], ARGV[1], ARGV[2]
local owned, lost = {}, {}
for i = 3, #ARGV do
  if redis.call('XPENDING', stream, group, ARGV[i], ARGV[i], 1, consumer)[1] then
    owned[#owned + 1] = ARGV[i]
  else
    lost[#lost + 1] = ARGV[i]
  end
end
if #owned > 0 then
  owned[#owned + 1] = 'JUSTID'
  redis.call('XCLAIM', stream, group, consumer, 0, unpack(owned))
end
return lost
