package io.machinenativeops.tokentracking.usage;

import java.util.List;
import java.util.Locale;

import io.machinenativeops.tokentracking.usage.Totals.Placement;
import org.jspecify.annotations.Nullable;

/**
 * {@code prompt_tokens} and {@code completion_tokens}: cache reads and writes are inside the prompt, reasoning, audio and
 * rejected predictions inside the completion (openai-python types/completion_usage.py). The hosts that follow OpenAI differ
 * in places:
 *
 * <ul>
 *   <li>DeepSeek splits the prompt into {@code prompt_cache_hit_tokens} and {@code prompt_cache_miss_tokens}
 *       (api-docs.deepseek.com/guides/kv_cache); Moonshot and Together say {@code cached_tokens}.
 *   <li>xAI puts reasoning beside the completion, which the total tells; its gRPC form says
 *       {@code cached_prompt_text_tokens} and {@code prompt_image_tokens} (xai-sdk-python proto usage).
 *   <li>Mistral counts the tokens of connectors and of audio beside the prompt, and audio in
 *       {@code prompt_audio_seconds} (mistralai-python models/usageinfo.py, conversationusageinfo.py).
 *   <li>Groq adds times (groq-python types/completion_usage.py), which are no usage.
 *   <li>Embeddings send no completion, Voyage and Jina nothing but the total.
 *   <li>OpenRouter's generation record says {@code native_tokens_prompt} and so on, which are what it bills.
 * </ul>
 */
final class OpenAiChatUsage implements UsageReading {
    private static final List<Placement> EXPECTED =
            List.of(Placement.ALL_INSIDE, Placement.REASONING_BESIDE, Placement.CACHE_BESIDE);
    private static final List<Placement> EXPECTED_OF_XAI =
            List.of(Placement.REASONING_BESIDE, Placement.ALL_INSIDE, Placement.CACHE_BESIDE);

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.has("prompt_tokens", "completion_tokens", "total_tokens", "native_tokens_prompt");
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        UsageFields in = usage.child("prompt_tokens_details", "prompt_token_details");
        UsageFields out = usage.child("completion_tokens_details");
        Long total = usage.countOrNull("total_tokens");
        long connectors = usage.count("connector_tokens");
        long audio = in.count("audio_tokens");
        long prompt = prompt(usage, total);
        long completion = usage.count("native_tokens_completion", "completion_tokens");
        boolean hasAudioSeconds = usage.has("prompt_audio_seconds");
        boolean audioBeside = hasAudioSeconds && audio > prompt;
        var input = new InclusiveInput(
                prompt + (audioBeside ? audio : 0),
                cacheRead(usage, in),
                in.has("cache_write_tokens", "cache_creation_tokens")
                        ? in.count("cache_write_tokens", "cache_creation_tokens")
                        : usage.count("cache_creation_input_tokens"),
                audio,
                in.child("cached_tokens_details").count("audio_tokens"),
                in.has("image_tokens") ? in.count("image_tokens") : usage.count("prompt_image_tokens"),
                0,
                in.count("video_tokens"));
        var output = new InclusiveOutput(
                completion,
                out.has("reasoning_tokens")
                        ? out.count("reasoning_tokens")
                        : usage.count("native_tokens_reasoning", "reasoning_tokens"),
                out.count("audio_tokens"),
                out.count("image_tokens"),
                out.count("video_tokens"));
        // Audio that is billed by its seconds is in the total and in no other count.
        Long checked = total == null || (hasAudioSeconds && !audioBeside) ? null : Long.valueOf(total - connectors);
        InclusiveCounts.fill(input, output, checked, isXai(hints) ? EXPECTED_OF_XAI : EXPECTED, buckets);
        splitOfDeepSeek(usage, prompt, buckets);
        buckets.providerTotal(total);
        buckets.add(Unit.IN_TOOL_PROMPT, connectors);
        if (!audioBeside) {
            buckets.add(Unit.IN_AUDIO_SECONDS, usage.measure("prompt_audio_seconds"));
        }
        ServerTools.read(usage, buckets);
    }

    /** What embeds or ranks makes no tokens, and some hosts then send the total alone. */
    private static long prompt(UsageFields usage, @Nullable Long total) {
        boolean alone = !usage.has("prompt_tokens", "completion_tokens", "native_tokens_prompt");
        return alone && total != null ? total : usage.count("native_tokens_prompt", "prompt_tokens");
    }

    private static long cacheRead(UsageFields usage, UsageFields details) {
        return details.has("cached_tokens")
                ? details.count("cached_tokens")
                : usage.count(
                        "native_tokens_cached",
                        "prompt_cache_hit_tokens",
                        "cached_tokens",
                        "cached_prompt_text_tokens",
                        "cache_read_input_tokens");
    }

    private static void splitOfDeepSeek(UsageFields usage, long prompt, Buckets buckets) {
        Long hit = usage.countOrNull("prompt_cache_hit_tokens");
        Long miss = usage.countOrNull("prompt_cache_miss_tokens");
        if (hit != null && miss != null && hit + miss != prompt) {
            buckets.flag(NormalizedUsage.INCONSISTENT);
        }
    }

    private static boolean isXai(UsageHints hints) {
        String provider = hints.provider();
        if (provider == null) {
            return false;
        }
        var letters = new StringBuilder(provider.length());
        provider.toLowerCase(Locale.ROOT)
                .chars()
                .filter(c -> c >= 'a' && c <= 'z')
                .forEach(c -> letters.append((char) c));
        return "xai".contentEquals(letters) || "grok".contentEquals(letters);
    }
}
