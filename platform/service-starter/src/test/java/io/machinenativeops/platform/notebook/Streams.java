package io.machinenativeops.platform.notebook;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.platform.event.IncomingEvent;

/** Looks into the streams of the notebook service's Redis, from outside. */
public final class Streams {

    private final EmbeddedRedis redis;

    Streams(EmbeddedRedis redis) {
        this.redis = redis;
    }

    public EmbeddedRedis server() {
        return redis;
    }

    public List<String> messages(String stream) {
        try (var client = RedisClient.create(redis.url());
                var connection = client.connect()) {
            return connection.sync().xrange("{" + stream + "}", Range.<String>unbounded()).stream()
                    .map(entry -> String.valueOf(entry.getBody().get("p")))
                    .toList();
        }
    }

    public List<IncomingEvent> events(String stream) {
        return messages(stream).stream()
                .map(message -> IncomingEvent.read(message.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
