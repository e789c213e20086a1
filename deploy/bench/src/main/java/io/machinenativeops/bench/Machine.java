package io.machinenativeops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a figure was taken on.
 *
 * @param load processes that wanted to run in the last minute, on average; -1 where the system does not tell
 */
record Machine(String cpu, int cores, long memoryMegabytes, String kernel, String jdk, double load) {

    private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
    private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");
    /** A quarter of the cores busy with something else: what is measured is then a mixture. */
    private static final double BUSY = 0.25;

    /** @param proc where the kernel tells about itself, {@code /proc} */
    static Machine here(Path proc) {
        var memory = MEMORY.matcher(read(proc.resolve("meminfo")));
        var model = MODEL.matcher(read(proc.resolve("cpuinfo")));
        var load = read(proc.resolve("loadavg")).split(" ", 2)[0];
        return new Machine(
                model.find() ? model.group(1) : System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                memory.find() ? Long.parseLong(memory.group(1)) / 1024 : 0,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                load.isBlank() ? -1 : Double.parseDouble(load));
    }

    boolean busy() {
        return load > BUSY * cores;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException elsewhere) {
            return "";
        }
    }
}
