package io.machinenativeops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The passwords of embedded stores: random, made when first asked for, kept where only their owner reads them. */
record StoreSecrets(Path folder) {

    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    String of(String name) {
        Path file = folder.resolve(name + ".password");
        try {
            if (!Files.exists(file)) {
                PrivateFiles.folder(folder);
                byte[] secret = new byte[BYTES];
                RANDOM.nextBytes(secret);
                PrivateFiles.write(file, HexFormat.of().formatHex(secret) + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a password in " + file, e);
        }
    }
}
