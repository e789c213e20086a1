-- Freezes a batch: gives the entries that are still pending, and in no other batch, to a new token.
-- KEYS: stream, batches (token -> entry ids), assigned (entry id -> token). ARGV: group, token, entry ids…
-- Reply: {entry ids of the new batch, tokens of unfinished batches that hold others of the entries}.
local stream, batches, assigned, group, token = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2]
local mine, others, seen = {}, {}, {}
for i = 3, #ARGV do
  local id = ARGV[i]
  local owner = redis.call('HGET', assigned, id)
  if owner then
    if not seen[owner] then
      seen[owner] = true
      others[#others + 1] = owner
    end
  elseif redis.call('XPENDING', stream, group, id, id, 1)[1] then
    mine[#mine + 1] = id
    redis.call('HSET', assigned, id, token)
  end
end
if #mine > 0 then redis.call('HSET', batches, token, table.concat(mine, ' ')) end
return {mine, others}
