package io.machinenativeops.gateway;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.gateway.exchange.Issuer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * What a key that is kept adds to a request: the same request through the gateway with a ready token and with keys, in turns,
 * one after the other, so that whatever else the machine does hits all alike. Arguments: requests of each kind (20,000).
 */
final class CredentialBench {

    private static final int WARM_UP = 3_000;

    private CredentialBench() {}

    public static void main(String[] arguments) throws Exception {
        var requests = arguments.length == 0 ? 20_000 : Integer.parseInt(arguments[0]);
        var service = new Upstream();
        var body = "{}".getBytes(StandardCharsets.UTF_8);
        service.does(exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        });
        var issuer = new Issuer();
        try (var gateway = new SpringApplicationBuilder(GatewayApplication.class)
                .properties(
                        "SERVER_PORT=0",
                        "TOKEN_TRACKING_URL=" + service.url(),
                        "TEAM_RBAC_URL=" + issuer.url(),
                        "REDIS_URL=" + EmbeddedStores.redis().url(),
                        "MNO_CLIENT_GATEWAY_SECRET=gateway+secret/")
                .run()) {
            var server = ((WebServerApplicationContext) gateway).getWebServer();
            run(requests, server == null ? 0 : server.getPort(), issuer);
        }
        System.exit(0);
    }

    private static void run(int requests, int port, Issuer issuer) throws Exception {
        var organization = UUID.randomUUID().toString();
        var key = issuer.issue(organization);
        var basic = Base64.getEncoder().encodeToString(("__token__:" + key).getBytes(StandardCharsets.UTF_8));
        var forms = List.of(
                new Form("token", "Bearer " + issuer.userToken(organization), new long[requests]),
                new Form("key", "Bearer " + key, new long[requests]),
                new Form("key as password", "Basic " + basic, new long[requests]));
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (var sent = -WARM_UP; sent < requests; sent++) {
                for (var form : forms) {
                    var request = HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + port + "/api/v1/usage/summary"))
                            .header("Authorization", form.authorization())
                            .build();
                    var begun = System.nanoTime();
                    var status =
                            client.send(request, BodyHandlers.ofByteArray()).statusCode();
                    if (status != 200) {
                        throw new IllegalStateException(form.name() + " was answered " + status);
                    }
                    if (sent >= 0) {
                        form.micros()[sent] = (System.nanoTime() - begun) / 1_000;
                    }
                }
            }
        }
        forms.forEach(form -> tell(System.out, form.name(), form.micros()));
    }

    /** A way to show who asks, and how long each request took with it. */
    private static final class Form {

        private final String name;
        private final String authorization;
        private final long[] micros;

        Form(String name, String authorization, long[] micros) {
            this.name = name;
            this.authorization = authorization;
            this.micros = micros;
        }

        String name() {
            return name;
        }

        String authorization() {
            return authorization;
        }

        long[] micros() {
            return micros;
        }
    }

    private static void tell(PrintStream out, String form, long[] micros) {
        Arrays.sort(micros);
        out.printf(
                "%-16s p50 %6d us  p95 %6d us  p99 %6d us%n",
                form, micros[micros.length / 2], micros[micros.length * 95 / 100], micros[micros.length * 99 / 100]);
    }
}
