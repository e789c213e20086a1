-- Claims ids and appends one entry with the parts whose ids were free.
-- Claims live in a ring of hashes: id digest -> fingerprint digest. The newest is written, all are read; when it is old or
-- full, the oldest is dropped whole and takes its place. So nothing is scanned, and memory is bounded.
-- KEYS: stream, state of the ring, then the hashes of the ring.
-- ARGV: headers, prefix, separator, suffix, stream's maximum length (0: none), a hash's life in ms, ids a hash may hold,
--       then id digest, fingerprint digest and body of each part.
-- Reply: {entry id or '', one letter a part: A(ppended), D(uplicate), C(onflict)}.
local stream, state, ring = KEYS[1], KEYS[2], #KEYS - 2
local parts = (#ARGV - 7) / 3
local chunk = 1000

local maxLength = tonumber(ARGV[5])
if maxLength > 0 and redis.call('XLEN', stream) >= maxLength then
  return redis.error_reply('STREAMFULL the stream holds its maximum of ' .. ARGV[5] .. ' entries')
end

local current = redis.call('HMGET', state, 'hash', 'since', 'ids')
local newest = tonumber(current[1] or 0)
local since = tonumber(current[2] or 0)
local held = tonumber(current[3] or 0)

local ids = {}
for i = 1, parts do ids[i] = ARGV[5 + 3 * i] end

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

local fresh, bodies, outcomes = {}, {}, {}
for i = 1, parts do
  local id, fingerprint = ids[i], ARGV[6 + 3 * i]
  local before = claimed[id]
  if not before then
    claimed[id] = fingerprint
    fresh[#fresh + 1] = id
    fresh[#fresh + 1] = fingerprint
    bodies[#bodies + 1] = ARGV[7 + 3 * i]
    outcomes[i] = 'A'
  elseif before == fingerprint then
    outcomes[i] = 'D'
  else
    outcomes[i] = 'C'
  end
end
if #bodies == 0 then return {'', table.concat(outcomes)} end

-- First the command that can be refused: a script is not rolled back.
local entry = redis.call('XADD', stream, '*',
  'h', ARGV[1], 'p', ARGV[2] .. table.concat(bodies, ARGV[3]) .. ARGV[4])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local life = tonumber(ARGV[6])
local begins = since == 0
if begins then
  since = now
elseif now - since >= life or held >= tonumber(ARGV[7]) then
  newest, since, held, begins = newest + 1, now, 0, true
  redis.call('UNLINK', KEYS[3 + newest % ring])
end
local key = KEYS[3 + newest % ring]
for from = 1, #fresh, 2 * chunk do
  redis.call('HSET', key, unpack(fresh, from, math.min(from + 2 * chunk - 1, #fresh)))
end
redis.call('HSET', state, 'hash', newest, 'since', string.format('%.0f', since), 'ids', held + #bodies)
if begins then
  -- Only for a destination that is given up: in use, a hash is dropped by its successor.
  redis.call('PEXPIRE', key, (ring + 1) * life)
  redis.call('PEXPIRE', state, 2 * (ring + 1) * life)
end
return {entry, table.concat(outcomes)}
