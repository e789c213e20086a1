package io.machinenativeops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user of this stack needs, as it stands in {@code credentials.json}.
 *
 * @param apiKey a key for all of the organisation, at home in the project; null until it is made
 * @param adminEmail as whom to sign in at the gateway: the first user, who runs the platform
 * @param adminPassword the first one; who changes it changes it here too, or cannot use {@code ./mno dead-letters}
 */
record Credentials(
        String gatewayUrl,
        @Nullable UUID organizationId,
        @Nullable UUID projectId,
        @Nullable String apiKey,
        String adminEmail,
        String adminPassword) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is known on disk, at today's address; without a key where there is none. */
    static Credentials read(Settings settings) {
        Map<String, String> first = new ServiceSecrets(settings.keys()).ofFirstUser();
        String email = first.getOrDefault(ServiceSecrets.FIRST_USER, "");
        String password = first.getOrDefault(ServiceSecrets.FIRST_PASSWORD, "");
        Path file = settings.credentials();
        try {
            Credentials found = JSON.readValue(Files.readString(file), Credentials.class);
            return new Credentials(
                    settings.gatewayUrl(),
                    found.organizationId,
                    found.projectId,
                    found.apiKey,
                    or(found.adminEmail, email),
                    or(found.adminPassword, password));
        } catch (NoSuchFileException e) {
            return new Credentials(settings.gatewayUrl(), null, null, null, email, password);
        } catch (IOException | JacksonException e) {
            throw new IllegalStateException(
                    "%s cannot be read (%s): repair or remove it".formatted(file, e.getMessage()), e);
        }
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null || given.isBlank() ? otherwise : given;
    }

    /** The same people with another key. */
    Credentials with(UUID organization, UUID project, String key) {
        return new Credentials(gatewayUrl, organization, project, key, adminEmail, adminPassword);
    }

    void write(Path file) {
        try {
            PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "credentials of organisation " + organizationId + " at " + gatewayUrl;
    }
}
