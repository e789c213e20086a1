package io.machinenativeops.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Flight recordings of the services during a run, and what they say about where time and memory go. */
final class Profile {

    private static final String OURS = "io.machinenativeops.";
    private static final int TOLD = 25;

    private final Path folder;
    private final Map<String, Long> services;

    /** @param services process ids of JVMs by name */
    Profile(Path folder, Map<String, Long> services) {
        this.folder = folder;
        this.services = services;
    }

    void start() {
        services.forEach((name, pid) -> run("jcmd", pid.toString(), "JFR.start", "name=bench", "settings=profile"));
    }

    /** Ends the recordings and tells about each. */
    void tell(Report report) {
        services.forEach((name, pid) -> {
            var file = folder.resolve(name + ".jfr");
            try {
                Files.createDirectories(folder);
                Files.deleteIfExists(file);
                run("jcmd", pid.toString(), "JFR.stop", "name=bench", "filename=" + file.toAbsolutePath());
                report.title("Profile of " + name + ": " + file);
                for (var view : List.of("hot-methods", "allocation-by-site", "gc-pauses")) {
                    report.say(run("jfr", "view", "--width", "150", view, file.toString()));
                }
                tell(report, "CPU samples by our innermost method", shares(file, "jdk.ExecutionSample", ""));
                tell(
                        report,
                        "Bytes allocated by our innermost method",
                        shares(file, "jdk.ObjectAllocationSample", "weight"));
            } catch (IOException failure) {
                report.say("No profile of %s: %s".formatted(name, failure.getMessage()));
            }
        });
    }

    private static void tell(Report report, String title, Map<String, Double> shares) {
        report.title(title);
        shares.forEach((method, share) -> report.say("%5.1f %%  %s".formatted(share, method)));
    }

    /**
     * The share of each of our methods, in percent, together with all that libraries do on its behalf.
     *
     * @param weight field that weighs an event; empty counts events
     */
    static Map<String, Double> shares(Path file, String type, String weight) throws IOException {
        var sums = new LinkedHashMap<String, Long>();
        long all = 0;
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                var event = recording.readEvent();
                if (event.getEventType().getName().equals(type)) {
                    long weighs = weight.isEmpty() ? 1 : event.getLong(weight);
                    sums.merge(site(event), weighs, Long::sum);
                    all += weighs;
                }
            }
        }
        var total = Math.max(1, all);
        return sums.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(TOLD)
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> 100.0 * entry.getValue() / total,
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    private static String site(RecordedEvent event) {
        var stack = event.getStackTrace();
        if (stack == null) {
            return "(no stack)";
        }
        RecordedFrame outermost = null;
        for (var frame : stack.getFrames()) {
            var type = frame.getMethod().getType().getName();
            if (type.startsWith(OURS)) {
                return type.substring(OURS.length()) + "." + frame.getMethod().getName();
            }
            outermost = frame;
        }
        return outermost == null
                ? "(no stack)"
                : "(none of ours) " + outermost.getMethod().getType().getName() + "."
                        + outermost.getMethod().getName();
    }

    private static String run(String tool, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("%s failed: %s".formatted(command, said.strip()));
            }
            return said;
        } catch (IOException failure) {
            throw new IllegalStateException("cannot run " + command, failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
