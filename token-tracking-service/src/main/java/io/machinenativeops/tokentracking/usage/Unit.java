package io.machinenativeops.tokentracking.usage;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a model call is billed for: a token bucket, or a thing that is counted or measured.
 *
 * <p>Token buckets never overlap: a cached token is in {@link #IN_CACHE_READ} and not in {@link #IN_FRESH}. Keys are the
 * names used in stored events, in prices and in the API.
 */
public enum Unit {
    /** Uncached text input, and all input that has no bucket of its own. */
    IN_FRESH(Kind.TOKENS, Side.INPUT),
    IN_CACHE_READ(Kind.TOKENS, Side.INPUT),
    /** Cache write kept for five minutes. */
    IN_CACHE_WRITE_5M(Kind.TOKENS, Side.INPUT),
    /** Cache write kept for an hour. */
    IN_CACHE_WRITE_1H(Kind.TOKENS, Side.INPUT),
    /** Cache write whose lifetime the provider does not state. */
    IN_CACHE_WRITE_OTHER(Kind.TOKENS, Side.INPUT),
    IN_AUDIO(Kind.TOKENS, Side.INPUT),
    IN_AUDIO_CACHED(Kind.TOKENS, Side.INPUT),
    IN_IMAGE(Kind.TOKENS, Side.INPUT),
    IN_IMAGE_CACHED(Kind.TOKENS, Side.INPUT),
    IN_VIDEO(Kind.TOKENS, Side.INPUT),
    /** Results of provider-run tools that are fed back as input; billed, but outside every prompt-size threshold. */
    IN_TOOL_PROMPT(Kind.TOKENS, Side.INPUT),

    OUT_TEXT(Kind.TOKENS, Side.OUTPUT),
    OUT_REASONING(Kind.TOKENS, Side.OUTPUT),
    OUT_AUDIO(Kind.TOKENS, Side.OUTPUT),
    OUT_IMAGE(Kind.TOKENS, Side.OUTPUT),
    OUT_VIDEO(Kind.TOKENS, Side.OUTPUT),
    OUT_CITATION(Kind.TOKENS, Side.OUTPUT),

    WEB_SEARCH(Kind.COUNT, Side.OTHER),
    CODE_EXEC(Kind.COUNT, Side.OTHER),
    GROUNDING(Kind.COUNT, Side.OTHER),
    MAPS_GROUNDING(Kind.COUNT, Side.OTHER),
    FILE_SEARCH(Kind.COUNT, Side.OTHER),
    /** Images made. */
    IMAGES(Kind.COUNT, Side.OUTPUT),
    /** Images sent to the model, where they are billed by the piece. */
    IN_IMAGES(Kind.COUNT, Side.INPUT),
    REQUESTS(Kind.COUNT, Side.OTHER),
    QUERIES(Kind.COUNT, Side.OTHER),
    PAGES(Kind.COUNT, Side.INPUT),
    ANNOTATED_PAGES(Kind.COUNT, Side.INPUT),
    MESSAGES(Kind.COUNT, Side.INPUT),
    CREDITS(Kind.COUNT, Side.OTHER),
    CHARACTERS(Kind.COUNT, Side.INPUT),
    OUT_CHARACTERS(Kind.COUNT, Side.OUTPUT),
    PIXELS(Kind.COUNT, Side.INPUT),
    OUT_PIXELS(Kind.COUNT, Side.OUTPUT),
    /** Seconds of what is sent or processed (audio to transcribe, compute time). */
    SECONDS(Kind.MEASURE, Side.INPUT),
    IN_AUDIO_SECONDS(Kind.MEASURE, Side.INPUT),
    IN_VIDEO_SECONDS(Kind.MEASURE, Side.INPUT),
    /** Seconds of what the model makes (speech, video). */
    OUT_SECONDS(Kind.MEASURE, Side.OUTPUT),
    OUT_VIDEO_SECONDS(Kind.MEASURE, Side.OUTPUT);

    /** How a quantity is read: whole tokens, whole things, or a measure that may have a fraction. */
    public enum Kind {
        TOKENS,
        COUNT,
        MEASURE
    }

    /** Which total a unit belongs to. */
    public enum Side {
        INPUT,
        OUTPUT,
        OTHER
    }

    private static final Map<String, Unit> BY_KEY =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Unit::key, Function.identity()));

    private final Kind kind;
    private final Side side;
    private final String key;

    Unit(Kind kind, Side side) {
        this.kind = kind;
        this.side = side;
        this.key = name().toLowerCase(Locale.ROOT);
    }

    /** The name in stored events, in prices and in the API, such as {@code in_cache_read}. */
    public String key() {
        return key;
    }

    public Kind kind() {
        return kind;
    }

    public Side side() {
        return side;
    }

    /** The word an explanation shows for one of it: {@code token}, or the unit's own key. */
    public String measure() {
        return kind == Kind.TOKENS ? "token" : key();
    }

    /**
     * The bucket whose price counts when this one has none: fresh input for all input tokens, text for all output tokens,
     * nothing for the rest.
     */
    public Optional<Unit> parent() {
        if (kind != Kind.TOKENS || this == IN_FRESH || this == OUT_TEXT) {
            return Optional.empty();
        }
        return Optional.of(side == Side.INPUT ? IN_FRESH : OUT_TEXT);
    }

    /**
     * The units whose price may stand in for this one's, nearest first; the last is the {@link #parent()}. A nearer one
     * names the same thing less exactly: a cache write of unknown lifetime, a cached token of unknown modality, a search by
     * which an answer is grounded, the seconds of a video that are priced as seconds of what is made.
     */
    public List<Unit> standIns() {
        return switch (this) {
            case IN_CACHE_WRITE_5M -> List.of(IN_CACHE_WRITE_OTHER, IN_FRESH);
            case IN_CACHE_WRITE_OTHER -> List.of(IN_CACHE_WRITE_5M, IN_FRESH);
            case IN_CACHE_WRITE_1H -> List.of(IN_CACHE_WRITE_5M, IN_CACHE_WRITE_OTHER, IN_FRESH);
            case IN_AUDIO_CACHED, IN_IMAGE_CACHED -> List.of(IN_CACHE_READ, IN_FRESH);
            case GROUNDING -> List.of(WEB_SEARCH);
            case OUT_VIDEO_SECONDS -> List.of(OUT_SECONDS);
            case IN_AUDIO_SECONDS -> List.of(SECONDS);
            case SECONDS -> List.of(IN_AUDIO_SECONDS);
            default -> parent().map(List::of).orElse(List.of());
        };
    }

    /** The unit with this key; empty when there is none. */
    public static Optional<Unit> ofKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
