-- Notes how far a list was worked through. KEYS: the lease, the places. ARGV: who, the list, the place.
-- Reply: 0 when the lease is another's by now.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return 1
