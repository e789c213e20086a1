package io.machinenativeops.binder.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How fast ids are claimed and entries appended, and what a claimed id costs in memory. Arguments: the server's URI, seconds a
 * run, and runs as {@code <ids a call>x<senders>}, for example {@code 200x16 1x256}.
 * Not a test: figures depend on the machine.
 */
final class AppendOnceBenchmark {

    private static final byte[] BODY = "x".repeat(600).getBytes(UTF_8);

    private AppendOnceBenchmark() {}

    public static void main(String[] args) throws Exception {
        try (var client = new StreamsClient(args[0])) {
            int seconds = Integer.parseInt(args[1]);
            String policy = client.raw().configGet("appendfsync").get("appendfsync");
            print("redis %s, appendfsync %s, %d cores"
                    .formatted(
                            MemoryGuard.text(client.raw().info("server"), "redis_version:"),
                            policy,
                            Runtime.getRuntime().availableProcessors()));
            run(client, 1, 64, 2);
            run(client, 200, 4, 2);
            for (int n = 2; n < args.length; n++) {
                String[] shape = args[n].split("x", 2);
                run(client, Integer.parseInt(shape[0]), Integer.parseInt(shape[1]), seconds);
            }
            memory(client);
        }
    }

    private static void run(StreamsClient client, int batch, int senders, int seconds) throws Exception {
        String destination = "bench-" + UUID.randomUUID();
        double cpu = cpu(client);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Callable<List<Long>>> tasks = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            int own = sender;
            tasks.add(() -> {
                List<Long> nanos = new ArrayList<>();
                for (long n = 0; System.nanoTime() < end; n++) {
                    long start = System.nanoTime();
                    client.appendOnce.append(request(destination, own + "-" + n, batch));
                    nanos.add(System.nanoTime() - start);
                }
                return nanos;
            });
        }
        List<Long> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(tasks)) {
                all.addAll(result.get());
            }
        }
        long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
        print("%d ids a call, %d senders: %,d calls/s, %,d ids/s, p50 %.2f ms, p99 %.2f ms, server %.0f us CPU a call"
                .formatted(
                        batch,
                        senders,
                        sorted.length / seconds,
                        (long) sorted.length * batch / seconds,
                        sorted[sorted.length / 2] / 1e6,
                        sorted[sorted.length * 99 / 100] / 1e6,
                        (cpu(client) - cpu) * 1e6 / sorted.length));
        client.raw().del(client.stream(destination));
        for (String key : List.of("claims", "claims:0")) {
            client.raw().unlink(StreamKeys.bytes(client.keys.key(destination, key)));
        }
    }

    private static void memory(StreamsClient client) {
        String destination = "memory-" + UUID.randomUUID();
        long before = used(client);
        int ids = 0;
        for (int call = 0; call < 1_000; call++) {
            client.appendOnce.append(request(destination, "m-" + call, 1_000));
            ids += 1_000;
            client.raw().xtrim(client.stream(destination), 0);
        }
        print("%,d claimed ids: %.1f bytes an id".formatted(ids, (used(client) - before) / (double) ids));
        client.raw().unlink(StreamKeys.bytes(client.keys.key(destination, "claims:0")));
    }

    private static double cpu(StreamsClient client) {
        String info = client.raw().info("cpu");
        return Double.parseDouble(MemoryGuard.text(info, "used_cpu_user_main_thread:"))
                + Double.parseDouble(MemoryGuard.text(info, "used_cpu_sys_main_thread:"));
    }

    private static long used(StreamsClient client) {
        return MemoryGuard.number(client.raw().info("memory"), "used_memory_dataset:");
    }

    private static AppendRequest request(String destination, String prefix, int parts) {
        Part[] all = new Part[parts];
        Arrays.setAll(all, n -> new Part(prefix + "-" + n, prefix + n, BODY));
        return new AppendRequest(
                destination,
                "org",
                Map.of(),
                "[".getBytes(UTF_8),
                ",".getBytes(UTF_8),
                "]".getBytes(UTF_8),
                List.of(all));
    }

    @SuppressWarnings("SystemOut") // this is its result
    private static void print(String line) {
        System.out.println(line);
    }
}
