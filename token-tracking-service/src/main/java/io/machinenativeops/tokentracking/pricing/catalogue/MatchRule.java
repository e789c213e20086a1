package io.machinenativeops.tokentracking.pricing.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

/** A rule of the second collection that says which model names mean a model. Case does not count. */
sealed interface MatchRule {
    record Equal(String text) implements MatchRule {}

    record Start(String text) implements MatchRule {}

    record End(String text) implements MatchRule {}

    record Part(String text) implements MatchRule {}

    record Regex(Pattern pattern) implements MatchRule {}

    record Any(List<MatchRule> rules) implements MatchRule {}

    record Every(List<MatchRule> rules) implements MatchRule {}

    /**
     * How exactly the rule names this model: the number of its letters it fixes, more for equality, 0 when it does not
     * match.
     */
    default int weight(String model) {
        return switch (this) {
            case Equal equal -> model.equals(equal.text) ? 10_000 + model.length() : 0;
            case Start start -> model.startsWith(start.text) ? 1 + start.text.length() : 0;
            case End end -> model.endsWith(end.text) ? 1 + end.text.length() : 0;
            case Part part -> model.contains(part.text) ? 1 + part.text.length() : 0;
            case Regex regex -> regex.pattern.matcher(model).find() ? 1 : 0;
            case Any any ->
                any.rules.stream().mapToInt(rule -> rule.weight(model)).max().orElse(0);
            case Every every ->
                every.rules.stream().anyMatch(rule -> rule.weight(model) == 0)
                        ? 0
                        : every.rules.stream()
                                .mapToInt(rule -> rule.weight(model))
                                .sum();
        };
    }

    /** The texts that, taken as a whole name, mean the model. */
    default List<String> names() {
        return switch (this) {
            case Equal equal -> List.of(equal.text);
            case Start start -> List.of(start.text);
            case Part part -> List.of(part.text);
            case Any any ->
                any.rules.stream().flatMap(rule -> rule.names().stream()).toList();
            case End ignored -> List.of();
            case Regex ignored -> List.of();
            case Every ignored -> List.of();
        };
    }

    /** Reads a rule, such as {@code {"or": {"or_": [{"equals": {"equals": "o1"}}]}}}. */
    static MatchRule read(JsonNode rule) {
        var entry = rule.properties().iterator().next();
        String kind = entry.getKey();
        JsonNode body =
                entry.getValue().isObject() ? entry.getValue().iterator().next() : entry.getValue();
        return switch (kind) {
            case "equals" -> new Equal(text(body));
            case "startswith", "starts_with" -> new Start(text(body));
            case "endswith", "ends_with" -> new End(text(body));
            case "contains" -> new Part(text(body));
            case "regex" -> new Regex(Pattern.compile(body.asString(), Pattern.CASE_INSENSITIVE));
            case "or" -> new Any(all(body));
            case "and" -> new Every(all(body));
            default ->
                throw new IllegalArgumentException(
                        "match rule is " + kind + ", expected equals, startswith, endswith, contains, regex, or, and");
        };
    }

    private static String text(JsonNode body) {
        return body.asString().toLowerCase(Locale.ROOT);
    }

    private static List<MatchRule> all(JsonNode rules) {
        var all = new ArrayList<MatchRule>();
        rules.forEach(rule -> all.add(read(rule)));
        return all;
    }
}
