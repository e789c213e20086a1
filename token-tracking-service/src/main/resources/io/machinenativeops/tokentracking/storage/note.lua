-- Adds a word to what is noted of a batch, once, while the batch is unfinished.
-- KEYS: batches, notes (token -> words). ARGV: token, word.
-- Reply: 1 when the batch is unfinished, else 0.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
local words = redis.call('HGET', KEYS[2], ARGV[1]) or ''
if not string.find(' ' .. words .. ' ', ' ' .. ARGV[2] .. ' ', 1, true) then
  redis.call('HSET', KEYS[2], ARGV[1], words == '' and ARGV[2] or words .. ' ' .. ARGV[2])
end
return 1
