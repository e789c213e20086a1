package io.machinenativeops.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What stands behind a command: {@code --name value} and {@code --flag}. */
public final class Options {

    private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)?)([kM]?)");
    private static final Pattern TIME = Pattern.compile("(\\d+)(ms|s|m|h|d)?");

    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads arguments.
     *
     * @param names options with a value
     * @param flags options without
     * @throws IllegalArgumentException naming what is not known
     */
    public static Options of(List<String> arguments, Set<String> names, Set<String> flags) {
        var values = new HashMap<String, String>();
        for (int at = 0; at < arguments.size(); at++) {
            var argument = arguments.get(at);
            var name = argument.startsWith("--") ? argument.substring(2) : "";
            if (flags.contains(name)) {
                values.put(name, "true");
            } else if (names.contains(name)) {
                at++;
                if (at == arguments.size()) {
                    throw new IllegalArgumentException("%s needs a value".formatted(argument));
                }
                values.put(name, arguments.get(at));
            } else {
                var known = new TreeSet<>(names);
                known.addAll(flags);
                throw new IllegalArgumentException(
                        "'%s' is not known; options are --%s".formatted(argument, String.join(", --", known)));
            }
        }
        return new Options(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** One of a few words. */
    String choice(String name, List<String> words) {
        var value = text(name, words.getFirst());
        if (!words.contains(value)) {
            throw new IllegalArgumentException("--%s is '%s': one of %s is expected".formatted(name, value, words));
        }
        return value;
    }

    /** A whole number; {@code 5k} and {@code 100M} are short for thousands and millions. */
    public long count(String name, long otherwise) {
        var value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        var match = NUMBER.matcher(value);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "--%s is '%s': a number such as 5000, 5k or 100M is expected".formatted(name, value));
        }
        var scale = switch (match.group(2)) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            default -> 1;
        };
        return Math.round(Double.parseDouble(match.group(1)) * scale);
    }

    /** Whole numbers divided by commas, each as {@link #count} reads one. */
    static List<Integer> counts(String name, String text) {
        return Arrays.stream(text.split(",", -1))
                .map(each -> Math.toIntExact(new Options(Map.of(name, each)).count(name, 0)))
                .toList();
    }

    /** A time such as {@code 500ms}, {@code 60s} or {@code 15m}; seconds where no unit is given. */
    public Duration time(String name, Duration otherwise) {
        var value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        var match = TIME.matcher(value);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "--%s is '%s': a time such as 500ms, 60s or 15m is expected".formatted(name, value));
        }
        var amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            case null, default -> Duration.ofSeconds(amount);
        };
    }
}
