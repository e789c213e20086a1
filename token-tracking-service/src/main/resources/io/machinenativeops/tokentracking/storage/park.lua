-- Parks one event of a batch in the dead-letter stream, once, while the batch is unfinished.
-- KEYS: batches, parked (token -> places), dead-letter stream. ARGV: token, place, payload, headers, cause.
-- Reply: 1 when it was parked now, else 0.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
local places = redis.call('HGET', KEYS[2], ARGV[1]) or ''
if string.find(' ' .. places .. ' ', ' ' .. ARGV[2] .. ' ', 1, true) then return 0 end
redis.call('XADD', KEYS[3], '*', 'p', ARGV[3], 'h', ARGV[4], 'c', ARGV[5])
redis.call('HSET', KEYS[2], ARGV[1], places == '' and ARGV[2] or places .. ' ' .. ARGV[2])
return 1
