package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.machinenativeops.tokentracking.usage.Unit;

/**
 * A price field of the second collection, read word by word; its last word says how many the price is for.
 *
 * @param per how many units the stated price is for
 */
record GenaiField(Unit unit, BigDecimal per) {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** The unit and scale of a field such as {@code cache_audio_read_mtok}; empty when a word is unknown. */
    static Optional<GenaiField> read(String field) {
        List<String> words = Arrays.asList(field.split("_", -1));
        Set<String> rest = new HashSet<>(words.subList(0, words.size() - 1));
        return switch (words.getLast()) {
            case "mtok" -> tokens(rest).map(unit -> new GenaiField(unit, MILLION));
            case "kcount" -> counts(rest).map(unit -> new GenaiField(unit, THOUSAND));
            case "kpages" -> pages(rest).map(unit -> new GenaiField(unit, THOUSAND));
            case "mchars" -> only(rest, "input").map(unit -> new GenaiField(Unit.CHARACTERS, MILLION));
            case "hours" -> hours(rest).map(unit -> new GenaiField(unit, BigDecimal.valueOf(3_600)));
            default -> Optional.empty();
        };
    }

    private static Optional<Unit> tokens(Set<String> words) {
        boolean cache = words.remove("cache");
        boolean read = words.remove("read");
        boolean write = words.remove("write");
        boolean hour = words.remove("1h");
        boolean output = words.remove("output");
        words.remove("input");
        if (words.size() > 1) {
            return Optional.empty();
        }
        String modality = words.isEmpty() ? "text" : words.iterator().next();
        if (cache && write) {
            return modality.equals("text")
                    ? Optional.of(hour ? Unit.IN_CACHE_WRITE_1H : Unit.IN_CACHE_WRITE_OTHER)
                    : Optional.empty();
        }
        if (cache && read) {
            return Optional.ofNullable(
                    switch (modality) {
                        case "text" -> Unit.IN_CACHE_READ;
                        case "audio" -> Unit.IN_AUDIO_CACHED;
                        case "image" -> Unit.IN_IMAGE_CACHED;
                        default -> null;
                    });
        }
        return Optional.ofNullable(
                switch (modality) {
                    case "text" -> output ? Unit.OUT_TEXT : Unit.IN_FRESH;
                    case "audio" -> output ? Unit.OUT_AUDIO : Unit.IN_AUDIO;
                    case "image" -> output ? Unit.OUT_IMAGE : Unit.IN_IMAGE;
                    case "video" -> output ? Unit.OUT_VIDEO : Unit.IN_VIDEO;
                    case "reasoning" -> Unit.OUT_REASONING;
                    case "citation" -> Unit.OUT_CITATION;
                    default -> null;
                });
    }

    private static Optional<Unit> counts(Set<String> words) {
        if (words.equals(Set.of("web", "searches"))) {
            return Optional.of(Unit.WEB_SEARCH);
        }
        if (words.equals(Set.of("storage", "searches"))) {
            return Optional.of(Unit.FILE_SEARCH);
        }
        if (words.equals(Set.of("input", "text", "messages"))) {
            return Optional.of(Unit.MESSAGES);
        }
        return words.equals(Set.of("requests")) ? Optional.of(Unit.REQUESTS) : Optional.empty();
    }

    private static Optional<Unit> pages(Set<String> words) {
        if (words.equals(Set.of("input", "document"))) {
            return Optional.of(Unit.PAGES);
        }
        return words.equals(Set.of("input", "annotated", "document"))
                ? Optional.of(Unit.ANNOTATED_PAGES)
                : Optional.empty();
    }

    private static Optional<Unit> hours(Set<String> words) {
        if (words.equals(Set.of("input", "audio"))) {
            return Optional.of(Unit.IN_AUDIO_SECONDS);
        }
        return words.equals(Set.of("audio")) ? Optional.of(Unit.SECONDS) : Optional.empty();
    }

    private static Optional<Unit> only(Set<String> words, String word) {
        return words.equals(Set.of(word)) ? Optional.of(Unit.CHARACTERS) : Optional.empty();
    }
}
