-- Appends an entry unless the stream has reached its maximum.
-- KEYS: stream. ARGV: maximum, headers, payload. Reply: the entry's id.
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[1]) then
  return redis.error_reply('STREAMFULL the stream holds its maximum of ' .. ARGV[1] .. ' entries')
end
return redis.call('XADD', KEYS[1], '*', 'h', ARGV[2], 'p', ARGV[3])
