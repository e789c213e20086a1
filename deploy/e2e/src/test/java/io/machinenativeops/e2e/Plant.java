package io.machinenativeops.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;

/** Loads {@link PlantedAgent} into a running JVM. */
final class Plant {

    private Plant() {}

    static void into(long pid, String fault) {
        try {
            var jar = jar();
            var machine = VirtualMachine.attach(Long.toString(pid));
            try {
                machine.loadAgent(jar.toString(), fault);
            } finally {
                machine.detach();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException failure) {
            throw new IllegalStateException("'" + fault + "' cannot be planted into pid " + pid, failure);
        }
    }

    private static Path jar() throws IOException {
        var file = Path.of("target", "planted-agent.jar").toAbsolutePath();
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", PlantedAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            var folder = Path.of(Objects.requireNonNull(PlantedAgent.class.getResource("PlantedAgent.class"))
                            .getPath())
                    .getParent();
            try (Stream<Path> classes = Files.list(folder)) {
                for (var one : classes.filter(Plant::isNeeded).toList()) {
                    jar.putNextEntry(new JarEntry("io/machinenativeops/e2e/" + one.getFileName()));
                    jar.write(Files.readAllBytes(one));
                }
            }
        }
        return file;
    }

    private static boolean isNeeded(Path file) {
        return Stream.of(PlantedAgent.class, LateInsert.class)
                .anyMatch(type -> file.getFileName().toString().matches(type.getSimpleName() + "(\\$.*)?\\.class"));
    }
}
