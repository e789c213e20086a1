package io.machinenativeops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What services know each other by and keep secrets under: 32 bytes made by chance when first asked for, in a file each
 * that only its owner reads. What is encrypted or hashed under them is of no use without: they go into backups.
 */
record ServiceSecrets(Path folder) {

    static final String FIRST_USER = "MNO_BOOTSTRAP_EMAIL";
    static final String FIRST_PASSWORD = "MNO_BOOTSTRAP_PASSWORD";

    private static final String EMAIL = "admin@localhost";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What team-rbac is told: all of them. */
    Map<String, String> ofIssuer() {
        return all(
                "MNO_CLIENT_GATEWAY_SECRET",
                "MNO_CLIENT_SERVICES_SECRET",
                "MNO_CLIENT_BFF_SECRET",
                "MNO_KEY_ENCRYPTION",
                "MNO_PEPPER",
                "MNO_AUDIT_KEY");
    }

    /** Whom team-rbac makes first, and by which password; one that was changed later stands in its database only. */
    Map<String, String> ofFirstUser() {
        return Map.of(FIRST_USER, EMAIL, FIRST_PASSWORD, of(FIRST_PASSWORD));
    }

    /** What the gateway is told: what it shows itself to team-rbac with, and what seals the sessions of browsers. */
    Map<String, String> ofGateway() {
        return all("MNO_CLIENT_GATEWAY_SECRET", "MNO_CLIENT_BFF_SECRET", "MNO_SESSION_ENCRYPTION");
    }

    /** What a service is told that asks team-rbac. */
    Map<String, String> ofService() {
        return Map.of("MNO_CLIENT_ID", "services", "MNO_CLIENT_SECRET", of("MNO_CLIENT_SERVICES_SECRET"));
    }

    private Map<String, String> all(String... names) {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String name : names) {
            secrets.put(name, of(name));
        }
        return secrets;
    }

    /** One secret: of a client in hexadecimal, which needs no escape in any header, else in Base64. */
    String of(String name) {
        Path file = folder.resolve(name.toLowerCase(Locale.ROOT).replace('_', '-') + ".secret");
        try {
            if (!Files.exists(file)) {
                PrivateFiles.folder(folder);
                byte[] secret = new byte[BYTES];
                RANDOM.nextBytes(secret);
                boolean ofClient = name.startsWith("MNO_CLIENT_");
                PrivateFiles.write(
                        file,
                        (ofClient
                                        ? HexFormat.of().formatHex(secret)
                                        : Base64.getEncoder().encodeToString(secret)) + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a secret in " + file, e);
        }
    }
}
