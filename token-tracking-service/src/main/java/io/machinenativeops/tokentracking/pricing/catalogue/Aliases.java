package io.machinenativeops.tokentracking.pricing.catalogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.pricing.UnitPrice;
import org.jspecify.annotations.Nullable;

/**
 * Gives models further names at their own provider. A name that several models could mean is given only when all of them
 * cost the same.
 */
final class Aliases {
    private static final Pattern DATE =
            Pattern.compile("(.+?)[-@](?:20\\d{6}|20\\d{2}-\\d{2}-\\d{2})(?:-v\\d+(?::\\d+)?)?");

    private final Map<String, List<Periods.Priced>> priced;

    Aliases(Map<String, List<Periods.Priced>> priced) {
        this.priced = priced;
    }

    /** A model with the names it gets. */
    record Named(
            String id,
            String provider,
            String model,
            @Nullable GenaiModel genai,
            Set<String> aliases) {}

    void add(List<Named> models) {
        Map<String, List<Named>> byProvider = models.stream().collect(Collectors.groupingBy(Named::provider));
        byProvider.values().forEach(this::provider);
    }

    private void provider(List<Named> models) {
        Set<String> taken = models.stream()
                .map(model -> model.model().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(HashSet::new));
        Map<GenaiModel, List<Named>> sameRule = new HashMap<>();
        Map<String, List<Named>> byStem = new HashMap<>();
        Map<String, List<Named>> byBareName = new HashMap<>();
        for (Named model : models) {
            String name = model.model().toLowerCase(Locale.ROOT);
            if (model.genai() != null) {
                sameRule.computeIfAbsent(model.genai(), g -> new ArrayList<>()).add(model);
            }
            var date = DATE.matcher(name);
            if (date.matches()) {
                byStem.computeIfAbsent(date.group(1), s -> new ArrayList<>()).add(model);
            }
            int slash = name.lastIndexOf('/');
            if (slash > 0 && slash < name.length() - 1) {
                byBareName
                        .computeIfAbsent(name.substring(slash + 1), b -> new ArrayList<>())
                        .add(model);
            }
        }
        byStem.forEach((stem, named) -> give(stem, named, taken));
        sameRule.forEach((genai, named) -> {
            give(genai.id().toLowerCase(Locale.ROOT), named, taken);
            genai.rule().names().stream()
                    .filter(text -> isWhole(text) && meant(text, genai, models))
                    .forEach(text -> give(text, named, taken));
        });
        byBareName.forEach((bare, named) -> give(bare, named, taken));
    }

    private static boolean isWhole(String text) {
        return text.length() >= 4
                && !text.endsWith("-")
                && !text.endsWith("@")
                && !text.endsWith(".")
                && !text.endsWith("/");
    }

    /** A part of a name means the model only when no other rule of the provider fits it better. */
    private static boolean meant(String text, GenaiModel genai, List<Named> models) {
        int weight = genai.rule().weight(text);
        return models.stream()
                .map(Named::genai)
                .filter(other -> other != null && !other.equals(genai))
                .allMatch(other -> other.rule().weight(text) < weight);
    }

    private void give(String name, List<Named> models, Set<String> taken) {
        if (taken.contains(name) || name.isEmpty()) {
            return;
        }
        Set<?> prices = models.stream().map(this::statement).collect(Collectors.toSet());
        if (prices.size() == 1) {
            models.stream()
                    .max(Comparator.comparing(Named::model))
                    .orElseThrow()
                    .aliases()
                    .add(name);
            taken.add(name);
        }
    }

    private Object statement(Named model) {
        return priced.getOrDefault(model.id(), List.of()).stream()
                .map(period -> List.of(
                        String.valueOf(period.from()),
                        period.prices().stream().map(Aliases::statement).collect(Collectors.toSet())))
                .toList();
    }

    private static Object statement(UnitPrice price) {
        return List.of(price.unit(), price.conditions(), price.amount());
    }
}
