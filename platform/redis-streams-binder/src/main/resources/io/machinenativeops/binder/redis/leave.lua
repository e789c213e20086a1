-- Takes a consumer out of its group unless it still owns entries: those would be lost with it.
-- KEYS: stream. ARGV: group, consumer. Reply: 1 when it is out.
if redis.call('EXISTS', KEYS[1]) == 0 then return 1 end
if redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])[1] then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
