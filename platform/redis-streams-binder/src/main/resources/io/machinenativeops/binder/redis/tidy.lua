-- Forgets consumers that are gone and own nothing, and anonymous groups whose consumers are all gone.
-- KEYS: stream. ARGV: prefix of anonymous groups, idle ms after which a consumer counts as gone. Reply: how many were removed.
local stream, gone, removed = KEYS[1], tonumber(ARGV[2]), 0
if redis.call('EXISTS', stream) == 0 then return 0 end
for _, info in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
  local name = info[2]
  local anonymous = string.sub(name, 1, #ARGV[1]) == ARGV[1]
  local seen, live = 0, 0
  for _, of in ipairs(redis.call('XINFO', 'CONSUMERS', stream, name)) do
    local consumer = {}
    for i = 1, #of, 2 do consumer[of[i]] = of[i + 1] end
    seen = seen + 1
    if consumer['idle'] < gone then
      live = live + 1
    elseif consumer['pending'] == 0 then
      redis.call('XGROUP', 'DELCONSUMER', stream, name, consumer['name'])
      removed = removed + 1
    end
  end
  if anonymous and seen > 0 and live == 0 then
    redis.call('XGROUP', 'DESTROY', stream, name)
    removed = removed + 1
  end
end
return removed
