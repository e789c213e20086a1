-- What is noted of a batch. KEYS: batches, splits, parked. ARGV: token.
-- Reply: {entry ids, splits, parked places}, each a line of words; an empty list when there is no such batch.
local ids = redis.call('HGET', KEYS[1], ARGV[1])
if not ids then return {} end
return {ids, redis.call('HGET', KEYS[2], ARGV[1]) or '', redis.call('HGET', KEYS[3], ARGV[1]) or ''}
