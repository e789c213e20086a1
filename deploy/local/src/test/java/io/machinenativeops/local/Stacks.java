package io.machinenativeops.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Settings of stacks that exist only in a test. */
final class Stacks {

    private Stacks() {}

    /** An environment with free ports and a ClickHouse that is said to be elsewhere. */
    static Map<String, String> environment(Path root) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("MNO_ROOT", root.toString());
        environment.put("MNO_HOME", root.resolve("home").toString());
        environment.put("MNO_PORT_BASE", Integer.toString(freeBase()));
        environment.put("CLICKHOUSE_URL", "http://127.0.0.1:1");
        return environment;
    }

    private static int freeBase() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int base;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                base = socket.getLocalPort();
            }
            if (base < 65000
                    && Ports.isFree("127.0.0.1", base + 1)
                    && Ports.isFree("127.0.0.1", base + 6)
                    && Ports.isFree("127.0.0.1", base + 20)
                    && Ports.isFree("127.0.0.1", base + 21)
                    && Ports.isFree("127.0.0.1", base + 22)) {
                return base;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline of: " + what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
