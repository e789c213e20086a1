-- Claims ids and appends one entry with the parts whose ids were free.
-- Claims live in a ring of hashes: id digest -> fingerprint digest. The newest is written, all are read; when it is old or
-- full, the oldest is dropped whole and takes its place. So nothing is scanned, and memory is bounded.
-- KEYS: stream, state of the ring, then the hashes of the ring.
-- ARGV: headers, the payload as it is when every part is new, lengths of its prefix, separator and suffix,
--       lengths of the bodies with commas between, stream's maximum length (0: none), a hash's life in ms, ids a hash may hold,
--       of each part the id's digest and the fingerprint's, 14 bytes each, all in one string,
--       and the ms before which none of the ids was claimed, as far as the caller knows (empty: it does not care).
-- Reply: {entry id or '', one letter a part: A(ppended), D(uplicate), C(onflict), ms since which all claims are remembered}.
--        No letters: ids may have been claimed before what is remembered; nothing was done.
-- Without parts it tells since when it remembers, and begins to.
local stream, state, ring = KEYS[1], KEYS[2], #KEYS - 2
local digests, width = ARGV[10], 14
local parts = #digests / (2 * width)
local chunk = 1000

local maxLength = tonumber(ARGV[7])
if maxLength > 0 and redis.call('XLEN', stream) >= maxLength then
  return redis.error_reply('STREAMFULL the stream holds its maximum of ' .. ARGV[7] .. ' entries')
end

local begins = {}
for slot = 0, ring - 1 do begins[slot + 1] = 'b' .. slot end
local current = redis.call('HMGET', state, 'hash', 'since', 'ids', unpack(begins))
local newest = tonumber(current[1] or 0)
local since = tonumber(current[2] or 0)
local held = tonumber(current[3] or 0)
local oldest = math.max(0, newest - ring + 1)
local life = tonumber(ARGV[8])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function key(hash) return KEYS[3 + hash % ring] end
local function begun(hash)
  if hash == newest and since > 0 then return since end
  return tonumber(current[4 + hash % ring])
end

-- A hash that expired, or was lost, takes with it all that is older.
local remembered = now
if since > 0 then
  for hash = newest, oldest, -1 do
    local empty = hash == newest and held == 0
    if not begun(hash) or not empty and redis.call('EXISTS', key(hash)) == 0 then break end
    remembered = begun(hash)
  end
end
local since_when = string.format('%.0f', remembered)

-- Begins a hash now. Keys expire only for a destination that is given up: in use, a hash is dropped by its successor.
local function begin(hash)
  newest, since, held = hash, now, 0
  local text = string.format('%.0f', now)
  redis.call('HSET', state, 'hash', hash, 'since', text, 'ids', 0, 'b' .. hash % ring, text)
  redis.call('PEXPIRE', state, 2 * (ring + 1) * life)
end

-- What is claimed in a hash is not forgotten while a group still has to read or acknowledge an entry of its time: until then
-- nobody else can know these ids.
local function settled(hash)
  local edge = begun(hash + 1)
  if not edge then return true end
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local group = {}
    for i = 1, #info, 2 do group[info[i]] = info[i + 1] end
    local needed
    if group['pending'] > 0 then
      needed = redis.call('XPENDING', stream, group['name'])[2]
    else
      local unread = redis.call('XRANGE', stream, '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
      needed = unread and unread[1]
    end
    if needed and tonumber(string.match(needed, '^%d+')) <= edge then return false end
  end
  return true
end

local ids = {}
for i = 1, parts do
  local at = (i - 1) * 2 * width
  ids[i] = string.sub(digests, at + 1, at + width)
end

local claimed = {}
for hash = newest, oldest, -1 do
  for from = 1, parts, chunk do
    local found = redis.call('HMGET', key(hash), unpack(ids, from, math.min(from + chunk - 1, parts)))
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
if #new == 0 then
  if since == 0 then begin(0) end
  return {'', table.concat(outcomes), since_when}
end
if ARGV[11] ~= '' and remembered > tonumber(ARGV[11]) then
  if since == 0 then begin(0) end
  return {'', '', since_when}
end

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

if since == 0 then
  begin(0)
elseif (now - since >= life or held >= tonumber(ARGV[9])) and (newest + 1 < ring or settled(newest + 1 - ring)) then
  begin(newest + 1)
  redis.call('UNLINK', key(newest))
end
local first = held == 0
for from = 1, #fresh, 2 * chunk do
  redis.call('HSET', key(newest), unpack(fresh, from, math.min(from + 2 * chunk - 1, #fresh)))
end
if first then redis.call('PEXPIRE', key(newest), (ring + 1) * life) end
redis.call('HINCRBY', state, 'ids', #new)
return {entry, table.concat(outcomes), since_when}
