package io.machinenativeops.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The data folder of a PostgreSQL server: made once, by initdb. */
record PostgresCluster(PostgresBinaries binaries, Path folder) {

    /** The data folder, made now if it is missing; one that is there is complete. */
    Path data(String password, boolean synced) {
        Path data = folder.resolve("data");
        if (Files.exists(data)) {
            return data;
        }
        try {
            Files.createDirectories(folder);
            Path next = folder.resolve("data-" + UUID.randomUUID());
            initialise(next, password, synced);
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
            return data;
        } catch (IOException e) {
            throw new EmbeddedStoreException("Cannot make the data folder " + data + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedStoreException("Interrupted while making the data folder " + data, e);
        }
    }

    private void initialise(Path target, String password, boolean synced) throws IOException, InterruptedException {
        Path secret = Files.createTempFile(
                folder,
                "password",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(secret, password);
            List<String> command = new ArrayList<>(binaries.command("initdb"));
            command.addAll(List.of(
                    "--pgdata=" + target,
                    "--username=postgres",
                    "--pwfile=" + secret,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C"));
            if (!synced) {
                command.add("--no-sync");
            }
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("initdb said: " + said.strip());
            }
        } finally {
            Files.delete(secret);
        }
    }
}
