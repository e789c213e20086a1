-- Forgets intents that were not replaced by later ones. KEYS: the intents. ARGV: intent, revision, intent, revision, …
for i = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('HDEL', KEYS[1], ARGV[i])
  end
end
return 1
