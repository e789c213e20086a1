package io.machinenativeops.embedded;

import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs {@link ClickHouseServer} in a JVM of its own. */
final class ServerCommand {

    private ServerCommand() {}

    static List<String> of(ServerSettings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Xmx256m");
        command.add("-Xss4m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(agents());
        command.add("-cp");
        command.add(classes().toString());
        command.add(ClickHouseServer.class.getName());
        command.addAll(settings.toArguments());
        return command;
    }

    /** Java agents of this JVM watch the child as well: coverage, say, is then counted in both. */
    private static List<String> agents() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:"))
                .toList();
    }

    private static Path classes() {
        try {
            return Path.of(ClickHouseServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new EmbeddedStoreException("Cannot find the classes of the ClickHouse process", e);
        }
    }
}
