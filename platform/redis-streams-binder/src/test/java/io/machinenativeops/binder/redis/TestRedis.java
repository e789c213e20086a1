package io.machinenativeops.binder.redis;

import java.io.IOException;
import java.net.ServerSocket;

import redis.embedded.RedisServer;

record TestRedis(String uri) {

    private static @org.jspecify.annotations.Nullable TestRedis shared;

    static synchronized TestRedis shared() {
        if (shared == null) {
            try {
                int port = freePort();
                var server = RedisServer.newRedisServer()
                        .bind("127.0.0.1")
                        .port(port)
                        .setting("appendonly no")
                        .setting("save \"\"")
                        .build();
                server.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.stop();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }));
                shared = new TestRedis("redis://127.0.0.1:" + port);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return shared;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
