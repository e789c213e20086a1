package io.machinenativeops.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/** What a run showed: printed line by line as it comes to light, and kept whole as JSON. */
final class Report {

    private static final JsonMapper JSON = new JsonMapper();

    private final PrintStream out;
    private final Map<String, Object> kept = new LinkedHashMap<>();

    Report(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.printf("%n%s%n", text);
        out.flush();
    }

    /** A sentence for people only. */
    void say(String text) {
        out.println("  " + text);
        out.flush();
    }

    void value(String name, Object value) {
        kept.put(name, value);
        out.printf("  %-34s %s%n", name, shown(value));
        out.flush();
    }

    void machine(Machine machine) {
        title("Machine");
        value("cpu", machine.cpu());
        value("cores", machine.cores());
        value("memoryMegabytes", machine.memoryMegabytes());
        value("kernel", machine.kernel());
        value("jdk", machine.jdk());
        value("loadBefore", machine.load());
        if (machine.busy()) {
            say("WARNING: the machine is busy with something else; these figures say what is left of it.");
        }
    }

    /** The figures of one run; {@code unit} is what was taken: events or spans. */
    void measured(Measured measured, String unit) {
        value("elapsed", measured.elapsed());
        value(unit + "PerSecond", Math.round(measured.takenPerSecond()));
        value("requestsPerSecond", Math.round(measured.requestsPerSecond()));
        value("answersByStatus", measured.answers());
        value("latencyMillis", latencies(measured));
        value("unsent", measured.unsent());
        value("warmupLeftOut", measured.leftOut());
        value("mostBehind", measured.mostBehind());
    }

    static Map<String, Double> latencies(Measured measured) {
        var millis = new LinkedHashMap<String, Double>();
        for (var percentile : List.of(50.0, 95.0, 99.0, 99.9)) {
            var name = percentile % 1 == 0 ? "p" + percentile.intValue() : "p" + percentile;
            millis.put(name, measured.millis(percentile));
        }
        millis.put("max", measured.millis(100));
        return millis;
    }

    /** Writes what was kept to a file of its own in a folder, and says where. */
    Path keep(Path folder, String command, Instant now) {
        var stamp = now.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        var file = folder.resolve(command + "-" + stamp + ".json");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(kept) + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write " + file, failure);
        }
        title("Kept in " + file);
        return file;
    }

    private static String shown(Object value) {
        return switch (value) {
            case Long number -> "%,d".formatted(number);
            case Double number -> "%,.2f".formatted(number);
            case Duration time -> "%.1f s".formatted(time.toMillis() / 1000.0);
            case Map<?, ?> map -> {
                var text = new StringBuilder();
                map.forEach((key, inner) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(key)
                        .append(' ')
                        .append(shown(inner)));
                yield text.toString();
            }
            default -> value.toString();
        };
    }
}
