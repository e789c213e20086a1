package io.machinenativeops.tokentracking.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The fields of the normalised form with every spelling that is read, our own first, then OpenTelemetry's and older ones. */
final class UsageField {
    static final UsageField INPUT = new UsageField(
            List.of("inputTokens", "promptTokens"), "input_tokens", "prompt_tokens", "llm.token_count.prompt");
    static final UsageField OUTPUT = new UsageField(
            List.of("outputTokens", "completionTokens"),
            "output_tokens",
            "completion_tokens",
            "llm.token_count.completion");
    static final UsageField TOTAL = new UsageField(List.of("totalTokens"), "total_tokens", "llm.token_count.total");
    static final UsageField CACHE_READ = new UsageField(
            List.of("cacheReadTokens", "cachedTokens", "cachedInputTokens"),
            "cache_read.input_tokens",
            "cache_read_input_tokens",
            "cache_read_tokens",
            "input_cached_tokens",
            "input_tokens.cached",
            "details.cache_read_tokens",
            "details.cache_read_input_tokens",
            "llm.token_count.prompt_details.cache_read");
    static final UsageField CACHE_WRITE = new UsageField(
            List.of("cacheWriteTokens", "cacheCreationTokens"),
            "cache_write.input_tokens",
            "cache_creation.input_tokens",
            "cache_creation_input_tokens",
            "cache_write_tokens",
            "input_tokens.cache_write",
            "details.cache_write_tokens",
            "details.cache_creation_input_tokens",
            "llm.token_count.prompt_details.cache_write");
    static final UsageField CACHE_WRITE_5M = new UsageField(List.of("cacheWrite5mTokens"), "cache_write_5m_tokens");
    static final UsageField CACHE_WRITE_1H = new UsageField(List.of("cacheWrite1hTokens"), "cache_write_1h_tokens");
    static final UsageField REASONING = new UsageField(
            List.of("reasoningTokens"),
            "reasoning.output_tokens",
            "reasoning_tokens",
            "output_tokens.reasoning",
            "details.reasoning_tokens",
            "llm.token_count.completion_details.reasoning");
    /** Average input of one request, where the counts are those of several; 0 when it is not known. */
    static final UsageField PROMPT_OF_REQUEST = new UsageField(List.of("promptTokensPerRequest"));

    static final UsageField AUDIO_INPUT = new UsageField(
            List.of("audioInputTokens", "inputAudioTokens"),
            "audio_input_tokens",
            "input_audio_tokens",
            "details.input_audio_tokens",
            "llm.token_count.prompt_details.audio");
    static final UsageField AUDIO_CACHED = new UsageField(
            List.of("audioCacheReadTokens", "cachedAudioTokens"),
            "audio_cache_read_tokens",
            "details.cache_audio_read_tokens");
    static final UsageField IMAGE_INPUT =
            new UsageField(List.of("imageInputTokens", "inputImageTokens"), "image_input_tokens", "input_image_tokens");
    static final UsageField VIDEO_INPUT =
            new UsageField(List.of("videoInputTokens", "inputVideoTokens"), "video_input_tokens", "input_video_tokens");
    static final UsageField TOOL_PROMPT = new UsageField(List.of("toolPromptTokens"), "tool_prompt_tokens");
    static final UsageField AUDIO_OUTPUT = new UsageField(
            List.of("audioOutputTokens", "outputAudioTokens"),
            "audio_output_tokens",
            "output_audio_tokens",
            "details.output_audio_tokens",
            "llm.token_count.completion_details.audio");
    static final UsageField IMAGE_OUTPUT = new UsageField(
            List.of("imageOutputTokens", "outputImageTokens"), "image_output_tokens", "output_image_tokens");

    /**
     * Things that are counted or measured rather than tokenised, in our own spelling; also Mistral's pages
     * (mistralai-python models/ocrusageinfo.py) and Vertex AI's characters (google-genai EmbedContentMetadata).
     */
    private static final Map<String, Unit> COUNTS = Map.ofEntries(
            Map.entry("webSearches", Unit.WEB_SEARCH),
            Map.entry("webSearchRequests", Unit.WEB_SEARCH),
            Map.entry("codeExecutions", Unit.CODE_EXEC),
            Map.entry("groundingQueries", Unit.GROUNDING),
            Map.entry("mapsGroundingQueries", Unit.MAPS_GROUNDING),
            Map.entry("searchUnits", Unit.QUERIES),
            Map.entry("pages_processed", Unit.PAGES),
            Map.entry("annotatedPages", Unit.ANNOTATED_PAGES),
            Map.entry("messages", Unit.MESSAGES),
            Map.entry("credits", Unit.CREDITS),
            Map.entry("citationTokens", Unit.OUT_CITATION),
            Map.entry("outputCharacters", Unit.OUT_CHARACTERS),
            Map.entry("billableCharacterCount", Unit.CHARACTERS),
            Map.entry("billable_character_count", Unit.CHARACTERS),
            Map.entry("pixels", Unit.PIXELS),
            Map.entry("outputPixels", Unit.OUT_PIXELS),
            Map.entry("inputAudioSeconds", Unit.IN_AUDIO_SECONDS),
            Map.entry("inputVideoSeconds", Unit.IN_VIDEO_SECONDS),
            Map.entry("outputVideoSeconds", Unit.OUT_VIDEO_SECONDS),
            Map.entry("fileSearches", Unit.FILE_SEARCH),
            Map.entry("images", Unit.IMAGES),
            Map.entry("inputImages", Unit.IN_IMAGES),
            Map.entry("requests", Unit.REQUESTS),
            Map.entry("queries", Unit.QUERIES),
            Map.entry("pages", Unit.PAGES),
            Map.entry("characters", Unit.CHARACTERS),
            Map.entry("seconds", Unit.SECONDS),
            Map.entry("outputSeconds", Unit.OUT_SECONDS));

    private final List<String> own;
    private final String[] spellings;

    private static final List<UsageField> ALL = List.of(
            INPUT,
            OUTPUT,
            TOTAL,
            CACHE_READ,
            CACHE_WRITE,
            CACHE_WRITE_5M,
            CACHE_WRITE_1H,
            REASONING,
            AUDIO_INPUT,
            AUDIO_CACHED,
            IMAGE_INPUT,
            VIDEO_INPUT,
            TOOL_PROMPT,
            AUDIO_OUTPUT,
            IMAGE_OUTPUT);

    private UsageField(List<String> own, String... attributes) {
        this.own = own;
        var all = new ArrayList<>(own);
        for (String attribute : attributes) {
            if (!attribute.startsWith("llm.")) {
                all.add("gen_ai.usage." + attribute);
            }
            all.add(attribute);
        }
        this.spellings = all.toArray(String[]::new);
    }

    long count(UsageFields usage) {
        return usage.count(spellings);
    }

    @Nullable
    Long countOrNull(UsageFields usage) {
        return usage.countOrNull(spellings);
    }

    /** Whether the object has a field that only the normalised form has. */
    static boolean anyOwn(UsageFields usage) {
        for (UsageField field : ALL) {
            if (usage.has(field.own.toArray(String[]::new))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the object has one of our names for things that are counted or measured. */
    static boolean anyCount(UsageFields usage) {
        return COUNTS.keySet().stream().anyMatch(usage::has);
    }

    static void addCounts(UsageFields usage, Buckets buckets) {
        COUNTS.forEach((name, unit) -> {
            if (unit.kind() == Unit.Kind.MEASURE) {
                buckets.add(unit, usage.measure(name));
            } else {
                buckets.add(unit, usage.count(name));
            }
        });
    }
}
