-- Claims ids and appends one entry with the parts whose ids were free.
-- Claims live in a ring of hashes: id digest -> fingerprint digest. The newest is written, all are read; when it is old or
-- full, the oldest is dropped whole and takes its place. So nothing is scanned, and memory is bounded.
-- KEYS: stream, state of the ring, then the hashes of the ring.
-- ARGV: headers, the payload as it is when every part is new, lengths of its prefix, separator and suffix,
--       lengths of the bodies with commas between, stream's maximum length (0: none), a hash's life in ms, ids a hash may hold,
--       and of each part the id's digest and the fingerprint's, 14 bytes each, all in one string.
-- Reply: {entry id or '', one letter a part: A(ppended), D(uplicate), C(onflict)}.
local stream, state, ring = KEYS[1], KEYS[2], #KEYS - 2
local digests, width = ARGV[10], 14
local parts = #digests / (2 * width)
local chunk = 1000

local maxLength = tonumber(ARGV[7])
if maxLength > 0 and redis.call('XLEN', stream) >= maxLength then
  return redis.error_reply('STREAMFULL the stream holds its maximum of ' .. ARGV[7] .. ' entries')
end

local current = redis.call('HMGET', state, 'hash', 'since', 'ids')
local newest = tonumber(current[1] or 0)
local since = tonumber(current[2] or 0)
local held = tonumber(current[3] or 0)

local ids = {}
for i = 1, parts do
  local at = (i - 1) * 2 * width
  ids[i] = string.sub(digests, at + 1, at + width)
end

local claimed = {}
for hash = newest, math.max(0, newest - ring + 1), -1 do
  local key = KEYS[3 + hash % ring]
  for from = 1, parts, chunk do
    local found = redis.call('HMGET', key, unpack(ids, from, math.min(from + chunk - 1, parts)))
    for i = 1, #found do
      if found[i] then claimed[ids[from + i - 1]] = found[i] end
    end
  end
end

local fresh, new, outcomes = {}, {}, {}
for i = 1, parts do
  local id, at = ids[i], (i - 1) * 2 * width + width
  local fingerprint = string.sub(digests, at + 1, at + width)
  local before = claimed[id]
  if not before then
    claimed[id] = fingerprint
    fresh[#fresh + 1] = id
    fresh[#fresh + 1] = fingerprint
    new[#new + 1] = i
    outcomes[i] = 'A'
  elseif before == fingerprint then
    outcomes[i] = 'D'
  else
    outcomes[i] = 'C'
  end
end
if #new == 0 then return {'', table.concat(outcomes)} end

local payload = ARGV[2]
if #new < parts then
  local prefix, separator, suffix = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
  local bodies, at, i, wanted = {}, prefix, 0, 1
  for length in string.gmatch(ARGV[6], '%d+') do
    i = i + 1
    if new[wanted] == i then
      bodies[wanted] = string.sub(payload, at + 1, at + length)
      wanted = wanted + 1
    end
    at = at + length + separator
  end
  local first = prefix + tonumber(string.match(ARGV[6], '^%d+'))
  payload = string.sub(payload, 1, prefix)
    .. table.concat(bodies, string.sub(payload, first + 1, first + separator))
    .. string.sub(payload, #payload - suffix + 1)
end

-- First the command that can be refused: a script is not rolled back.
local entry = redis.call('XADD', stream, '*', 'h', ARGV[1], 'p', payload)

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local life = tonumber(ARGV[8])
local begins = since == 0
if begins then
  since = now
elseif now - since >= life or held >= tonumber(ARGV[9]) then
  newest, since, held, begins = newest + 1, now, 0, true
  redis.call('UNLINK', KEYS[3 + newest % ring])
end
local key = KEYS[3 + newest % ring]
for from = 1, #fresh, 2 * chunk do
  redis.call('HSET', key, unpack(fresh, from, math.min(from + 2 * chunk - 1, #fresh)))
end
redis.call('HSET', state, 'hash', newest, 'since', string.format('%.0f', since), 'ids', held + #new)
if begins then
  -- Only for a destination that is given up: in use, a hash is dropped by its successor.
  redis.call('PEXPIRE', key, (ring + 1) * life)
  redis.call('PEXPIRE', state, 2 * (ring + 1) * life)
end
return {entry, table.concat(outcomes)}
