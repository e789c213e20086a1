-- KEYS: stream. ARGV: group. Reply: age in ms of the oldest entry that was delivered and is not acknowledged; 0 without one.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local summary = redis.pcall('XPENDING', KEYS[1], ARGV[1])
if summary.err or summary[1] == 0 then return 0 end
local time = redis.call('TIME')
return time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(string.match(summary[2], '^(%d+)'))
