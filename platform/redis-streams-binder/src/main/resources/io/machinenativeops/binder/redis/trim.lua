-- Drops entries that every group has been given and has acknowledged, once they are old enough.
-- KEYS: stream. ARGV: age in ms that entries reach at least; the same for a stream without groups (0: never).
-- Reply: how many entries were dropped.
local stream = KEYS[1]
if redis.call('EXISTS', stream) == 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function parse(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return {tonumber(ms), tonumber(seq)}
end
local function before(a, b) return a[1] < b[1] or a[1] == b[1] and a[2] < b[2] end

local groups = redis.call('XINFO', 'GROUPS', stream)
local keepFrom
if #groups == 0 then
  if tonumber(ARGV[2]) == 0 then return 0 end
  keepFrom = {now - ARGV[2], 0}
else
  keepFrom = {now - ARGV[1], 0}
end
for _, info in ipairs(groups) do
  local group = {}
  for i = 1, #info, 2 do group[info[i]] = info[i + 1] end
  local needed
  if group['pending'] > 0 then
    needed = parse(redis.call('XPENDING', stream, group['name'])[2])
  else
    needed = parse(group['last-delivered-id'])
    needed[2] = needed[2] + 1
  end
  if before(needed, keepFrom) then keepFrom = needed end
end
if keepFrom[1] < 0 then return 0 end
return redis.call('XTRIM', stream, 'MINID', '~', string.format('%.0f-%.0f', keepFrom[1], keepFrom[2]))
