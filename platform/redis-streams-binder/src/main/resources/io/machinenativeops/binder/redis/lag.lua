-- Counts the entries that a group was not given yet.
-- KEYS: stream. ARGV: group.
local stream, limit = KEYS[1], 64
if redis.call('EXISTS', stream) == 0 then return 0 end

local function pairsOf(list)
  local map = {}
  for i = 1, #list, 2 do map[list[i]] = list[i + 1] end
  return map
end

for _, info in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
  local group = pairsOf(info)
  if group['name'] == ARGV[1] then
    if group['lag'] then return group['lag'] end
    local given = group['last-delivered-id']
    local length = redis.call('XLEN', stream)
    local unread = #redis.call('XRANGE', stream, '(' .. given, '+', 'COUNT', limit)
    if unread < limit then return unread end
    local whole = pairsOf(redis.call('XINFO', 'STREAM', stream))
    local function millis(id) return tonumber(string.match(id, '^%d+')) end
    local first, last = millis(whole['first-entry'][1]), millis(whole['last-entry'][1])
    if millis(given) < first or last == first then return length end
    return math.max(limit, math.floor(length * (last - millis(given)) / (last - first)))
  end
end
return 0
