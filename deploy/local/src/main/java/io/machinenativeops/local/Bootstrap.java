package io.machinenativeops.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes what {@code credentials.json} names, through the API, as the first user: an organisation, a project and an API key. A key
 * that is good is kept, and so is the organisation, since usage is stored under its id.
 */
final class Bootstrap {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TRIES = 5;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final String MAIN_JOB = "/api/v1/usage/events?limit=1";

    private final Settings settings;

    Bootstrap(Settings settings) {
        this.settings = settings;
    }

    /** Returns when usage is taken with the key, which it says whether it made. */
    boolean run() throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(
                        settings.home().resolve("credentials.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            Credentials before = Credentials.read(settings);
            boolean keep = isGood(before);
            Credentials now = keep ? before : made(before);
            now.write(settings.credentials());
            forgetTheKeyOfBefore();
            if (!keep && !isGood(now)) {
                throw new StackFailure("the gateway refuses the key that it was just given");
            }
            return !keep;
        }
    }

    /** Whether the key is taken; waits while the gateway cannot tell. */
    private boolean isGood(Credentials credentials) throws IOException, InterruptedException {
        String key = credentials.apiKey();
        if (key == null || !key.startsWith("mno_")) {
            return false;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (GatewayApi api = new GatewayApi(settings.gatewayUrl(), key, Map.of())) {
            while (true) {
                GatewayApi.Reply reply = api.ask(MAIN_JOB);
                String code = reply.body().path("code").asString("");
                // Somebody may have put a key there that only writes.
                if (reply.status() == OK || reply.status() == FORBIDDEN) {
                    return true;
                }
                if (reply.status() == UNAUTHORIZED && code.equals("invalid-api-key")) {
                    return false;
                }
                if (System.nanoTime() > deadline) {
                    throw new StackFailure(
                            "the gateway answered %d %s where usage was asked for".formatted(reply.status(), code));
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private Credentials made(Credentials before) throws IOException, InterruptedException {
        String person = person(before);
        UUID organization;
        try (GatewayApi api = new GatewayApi(settings.gatewayUrl(), person, Map.of())) {
            organization = organization(api, before.organizationId());
        }
        Map<String, String> there = Map.of("X-Mno-Organization", organization.toString());
        try (GatewayApi api = new GatewayApi(settings.gatewayUrl(), person, there)) {
            UUID project = project(api, before.projectId());
            JsonNode key = api.create(
                    "/api/v1/api-keys",
                    Map.of(
                            "name",
                            "credentials.json",
                            "role",
                            "owner",
                            "projectId",
                            project.toString(),
                            "scope",
                            "organization:" + organization));
            return before.with(organization, project, key.get("secret").asString());
        }
    }

    /** The service makes the first user a moment after it is ready. */
    private String person(Credentials credentials) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return SignIn.firstUser(settings, credentials);
            } catch (StackFailure refused) {
                if (attempt == TRIES) {
                    throw refused;
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    private static UUID organization(GatewayApi api, @Nullable UUID known) throws IOException, InterruptedException {
        for (JsonNode found : api.get("/api/v1/organizations").get("items").values()) {
            UUID id = id(found);
            if (known == null || known.equals(id)) {
                return id;
            }
        }
        Map<String, String> wanted = new HashMap<>(Map.of("name", "Local"));
        if (known != null) {
            wanted.put("id", known.toString());
        }
        return id(api.create("/api/v1/organizations", wanted));
    }

    private static UUID project(GatewayApi api, @Nullable UUID known) throws IOException, InterruptedException {
        UUID first = null;
        for (JsonNode found : api.get("/api/v1/projects").get("items").values()) {
            UUID id = id(found);
            if (id.equals(known)) {
                return id;
            }
            first = first == null ? id : first;
        }
        return first == null ? id(api.create("/api/v1/projects", Map.of("name", "Default"))) : first;
    }

    private static UUID id(JsonNode of) {
        return UUID.fromString(of.get("id").asString());
    }

    /** Of a launcher that signed its key itself: nobody trusts it any more. */
    private void forgetTheKeyOfBefore() throws IOException {
        Files.deleteIfExists(settings.keys().resolve("signing-key.json"));
        Files.deleteIfExists(settings.keys().resolve("jwks.json"));
    }
}
