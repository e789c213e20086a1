package io.machinenativeops.tokentracking.usage;

import java.util.List;
import java.util.Locale;

import io.machinenativeops.tokentracking.usage.Totals.Placement;

/**
 * {@code input_tokens} and {@code output_tokens} with details (openai-python types/responses/response_usage.py).
 *
 * <ul>
 *   <li>Realtime spells them {@code input_token_details} and splits cached tokens by modality (types/realtime).
 *   <li>Images say text and image tokens of the input; without {@code output_tokens_details} all output is the image
 *       (types/images_response.py, image_gen_completed_event.py).
 *   <li>Transcriptions are sent as tokens or as seconds (types/audio/transcription.py); a video as the object with its
 *       {@code seconds} (types/video.py).
 *   <li>xAI and Perplexity add server-side tools, see {@link ServerTools}.
 * </ul>
 */
final class OpenAiResponsesUsage implements UsageReading {
    private static final List<Placement> EXPECTED =
            List.of(Placement.ALL_INSIDE, Placement.REASONING_BESIDE, Placement.CACHE_BESIDE);

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.has("input_tokens", "output_tokens") || isDuration(usage) || isVideo(usage);
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        if (isVideo(usage)) {
            buckets.add(Unit.OUT_VIDEO_SECONDS, usage.measureOrText("seconds"));
            return;
        }
        UsageFields in = usage.child("input_tokens_details", "input_token_details");
        UsageFields out = usage.child("output_tokens_details", "output_token_details");
        UsageFields cached = in.child("cached_tokens_details");
        var input = new InclusiveInput(
                usage.count("input_tokens"),
                in.count("cached_tokens", "cache_read_input_tokens"),
                in.count("cache_write_tokens", "cache_creation_input_tokens"),
                in.count("audio_tokens"),
                cached.count("audio_tokens"),
                in.count("image_tokens"),
                cached.count("image_tokens"),
                in.count("video_tokens"));
        long made = usage.count("output_tokens");
        boolean undivided = !usage.has("output_tokens_details", "output_token_details");
        var output = new InclusiveOutput(
                made,
                out.count("reasoning_tokens"),
                undivided && isSpeech(hints) ? made : out.count("audio_tokens"),
                undivided && isImage(usage, in) ? made : out.count("image_tokens"),
                out.count("video_tokens"));
        InclusiveCounts.fill(input, output, usage.countOrNull("total_tokens"), EXPECTED, buckets);
        buckets.add(Unit.SECONDS, usage.measure("seconds", "billable_audio_seconds"));
        buckets.add(Unit.MESSAGES, usage.count("input_text_messages"));
        ServerTools.read(usage, buckets);
    }

    /** Images alone split input into text and image tokens without saying anything of the cache. */
    private static boolean isImage(UsageFields usage, UsageFields in) {
        return usage.hasObject("input_tokens_details") && in.has("image_tokens") && !in.has("cached_tokens");
    }

    private static boolean isSpeech(UsageHints hints) {
        String operation = hints.operation();
        String name = operation == null ? "" : operation.toLowerCase(Locale.ROOT);
        return name.contains("text_to_speech") || name.equals("speech") || name.equals("audio_speech");
    }

    private static boolean isDuration(UsageFields usage) {
        return usage.has("seconds") && "duration".equals(usage.text("type"));
    }

    private static boolean isVideo(UsageFields usage) {
        return usage.has("seconds") && "video".equals(usage.text("object"));
    }
}
