package io.machinenativeops.teamrbac;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;

/** Two providers: one takes connections and never answers, the other says where its things are, which are at the first. */
final class HangingProvider {

    private static final InetAddress NEAR = InetAddress.getLoopbackAddress();
    private final ServerSocket silent;
    private final HttpServer halfway;

    HangingProvider() {
        try {
            // Nobody accepts: the kernel does, and what is sent waits there.
            silent = new ServerSocket(0, 50, NEAR);
            halfway = HttpServer.create(new InetSocketAddress(NEAR, 0), 50);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        halfway.createContext("/.well-known/openid-configuration", exchange -> {
            var body = """
                    {"issuer": "%s", "authorization_endpoint": "%s/auth", "token_endpoint": "%s/token",
                     "jwks_uri": "%s/jwks", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                     "id_token_signing_alg_values_supported": ["RS256"]}""".formatted(halfway(), halfway(), hanging(), hanging()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        halfway.start();
    }

    String hanging() {
        return "http://127.0.0.1:" + silent.getLocalPort();
    }

    String halfway() {
        return "http://127.0.0.1:" + halfway.getAddress().getPort();
    }
}
