package io.machinenativeops.tokentracking.pricing.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A cost key of the first collection, read word by word: side, cache, modality and measure in any order, then conditions
 * ({@code above_200k_tokens}, {@code above_1hr}, a tier, a size) in any order.
 */
sealed interface LitellmKey {

    /** A price of one unit. */
    record Priced(Unit unit, PriceConditions conditions) implements LitellmKey {}

    /** A key that is understood but has no place in the catalogue. */
    record Left(String reason) implements LitellmKey {}

    /** A key with a word the grammar does not know. */
    record Unknown(String word) implements LitellmKey {}

    /** Reads a key that contains {@code cost}. */
    static LitellmKey read(String key) {
        return new Reader(key).read();
    }

    /** One pass over the words of a key. */
    final class Reader {
        private static final Pattern BOUND = Pattern.compile("(\\d+)([km]?)");
        private static final Pattern HOUR = Pattern.compile("1(?:h|hr|hour)s?");
        private static final Pattern INTERVAL = Pattern.compile("\\d+s");
        private static final Pattern SIZE = Pattern.compile("\\d+p|\\d+(?:\\.\\d+)?k|512|1024|1536|2048|4096");
        private static final Set<String> NOISE = Set.of("cost", "costs", "price", "per", "in", "of", "context");
        private static final Set<String> TIERS =
                Set.of("batch", "priority", "flex", "fast", "ultrafast", "balanced", "scale", "express");
        private static final Map<String, String> SINGULAR = Map.ofEntries(
                Map.entry("tokens", "token"),
                Map.entry("images", "image"),
                Map.entry("seconds", "second"),
                Map.entry("characters", "character"),
                Map.entry("chars", "character"),
                Map.entry("char", "character"),
                Map.entry("pixels", "pixel"),
                Map.entry("queries", "query"),
                Map.entry("requests", "request"),
                Map.entry("pages", "page"),
                Map.entry("sessions", "session"),
                Map.entry("messages", "message"),
                Map.entry("credits", "credit"),
                Map.entry("batches", "batch"),
                Map.entry("write", "creation"),
                Map.entry("hit", "read"));
        private static final Set<String> MEASURES = Set.of(
                "token", "second", "character", "pixel", "query", "request", "page", "session", "message", "credit");
        private static final Set<String> MODALITIES =
                Set.of("audio", "video", "reasoning", "citation", "text", "image");
        private static final Set<String> TOOLS =
                Set.of("search", "maps", "grounding", "interpreter", "ocr", "annotation");

        private final List<String> words;
        private PriceConditions conditions = PriceConditions.NONE;
        private @Nullable String side;
        private @Nullable String cache;
        private @Nullable String modality;
        private @Nullable String measure;
        private @Nullable String tool;
        private boolean hour;
        private int at;

        Reader(String key) {
            words = List.of(key.toLowerCase(Locale.ROOT).split("_", -1));
        }

        LitellmKey read() {
            for (at = 0; at < words.size(); at++) {
                String word = words.get(at);
                LitellmKey stop = word(SINGULAR.getOrDefault(word, word));
                if (stop != null) {
                    return stop;
                }
            }
            if ("image".equals(modality) && measure == null) {
                modality = null;
                measure = "image";
            }
            Unit unit = unit();
            return unit == null ? new Left("no unit of ours is billed this way") : new Priced(unit, conditions);
        }

        private @Nullable LitellmKey word(String word) {
            switch (word) {
                case "input", "output" -> side = word;
                case "cache" -> cache = cache == null ? "read" : cache;
                case "read", "creation" -> cache = word;
                case "above" -> {
                    return above();
                }
                case "dbu" -> {
                    return new Left("not in USD");
                }
                case "guardrail" -> {
                    return new Left("billed by policy unit, which no model call reports");
                }
                case "explicit" -> {
                    return new Left("usage does not tell explicit from implicit cache reads");
                }
                case "decisions" -> {
                    return new Left("price of another endpoint, not of a tier");
                }
                case "google", "code" -> {
                    return null;
                }
                default -> {
                    return other(word);
                }
            }
            return null;
        }

        private @Nullable LitellmKey other(String word) {
            if (NOISE.contains(word)) {
                return null;
            }
            if (MEASURES.contains(word)) {
                measure = word;
            } else if (MODALITIES.contains(word)) {
                modality = word;
            } else if (TOOLS.contains(word)) {
                tool = "maps".equals(tool) ? tool : word;
            } else if (TIERS.contains(word)) {
                conditions = conditions.withTier(word);
            } else if (SIZE.matcher(word).matches()) {
                conditions = conditions.withSize(word);
            } else {
                return new Unknown(word);
            }
            return null;
        }

        private @Nullable LitellmKey above() {
            String bound = at + 1 < words.size() ? words.get(++at) : "";
            if (HOUR.matcher(bound).matches()) {
                hour = true;
                return null;
            }
            if (INTERVAL.matcher(bound).matches()) {
                return new Left("depends on the sampling interval of a video, which usage does not report");
            }
            var matcher = BOUND.matcher(bound);
            if (!matcher.matches()
                    || at + 1 >= words.size()
                    || !words.get(at + 1).startsWith("token")) {
                return new Unknown("above_" + bound);
            }
            at++;
            long factor = matcher.group(2).isEmpty() ? 1 : matcher.group(2).equals("k") ? 1_000 : 1_000_000;
            conditions = conditions.withPromptAbove(Long.parseLong(matcher.group(1)) * factor);
            return null;
        }

        private @Nullable Unit unit() {
            if (tool != null) {
                return toolUnit();
            }
            if ("token".equals(measure)) {
                return cache == null ? tokenUnit() : cacheUnit();
            }
            boolean out = "output".equals(side);
            return switch (measure == null ? "" : measure) {
                case "image" -> out ? Unit.IMAGES : Unit.IN_IMAGES;
                case "character" -> out ? Unit.OUT_CHARACTERS : Unit.CHARACTERS;
                case "pixel" -> out ? Unit.OUT_PIXELS : Unit.PIXELS;
                case "second" -> secondUnit(out);
                case "query" -> Unit.QUERIES;
                case "request" -> Unit.REQUESTS;
                case "message" -> Unit.MESSAGES;
                case "page" -> Unit.PAGES;
                default -> null;
            };
        }

        private @Nullable Unit toolUnit() {
            return switch (tool == null ? "" : tool) {
                case "search" -> Unit.WEB_SEARCH;
                case "maps" -> Unit.MAPS_GROUNDING;
                case "grounding" -> Unit.GROUNDING;
                case "interpreter" -> Unit.CODE_EXEC;
                case "ocr" -> "credit".equals(measure) ? Unit.CREDITS : Unit.PAGES;
                case "annotation" -> Unit.ANNOTATED_PAGES;
                default -> null;
            };
        }

        private @Nullable Unit secondUnit(boolean out) {
            if ("video".equals(modality)) {
                return out ? Unit.OUT_VIDEO_SECONDS : Unit.IN_VIDEO_SECONDS;
            }
            if ("audio".equals(modality)) {
                return out ? Unit.OUT_SECONDS : Unit.IN_AUDIO_SECONDS;
            }
            return out ? Unit.OUT_SECONDS : Unit.SECONDS;
        }

        private @Nullable Unit tokenUnit() {
            boolean out = "output".equals(side);
            return switch (modality == null ? "text" : modality) {
                case "text" -> out ? Unit.OUT_TEXT : Unit.IN_FRESH;
                case "audio" -> out ? Unit.OUT_AUDIO : Unit.IN_AUDIO;
                case "image" -> out ? Unit.OUT_IMAGE : Unit.IN_IMAGE;
                case "video" -> out ? Unit.OUT_VIDEO : Unit.IN_VIDEO;
                case "reasoning" -> Unit.OUT_REASONING;
                case "citation" -> Unit.OUT_CITATION;
                default -> null;
            };
        }

        private @Nullable Unit cacheUnit() {
            if ("creation".equals(cache)) {
                if (modality != null && !modality.equals("text")) {
                    return null;
                }
                return hour ? Unit.IN_CACHE_WRITE_1H : Unit.IN_CACHE_WRITE_OTHER;
            }
            return switch (modality == null ? "text" : modality) {
                case "text" -> Unit.IN_CACHE_READ;
                case "audio" -> Unit.IN_AUDIO_CACHED;
                case "image" -> Unit.IN_IMAGE_CACHED;
                default -> null;
            };
        }
    }
}
