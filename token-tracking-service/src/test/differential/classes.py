"""The classes of difference that docs/decisions/0012-differential-run.md explains.

A class is proved where that can be done: the call is changed in the way the class says, priced by ours again, and must then
cost what theirs says. Rules in `explain` are for what no change of the call can show.
"""

import copy
import itertools


def without_tool_prompt(call):
    usage = call["usage"]
    if not usage.get("toolUsePromptTokenCount"):
        return False
    usage["totalTokenCount"] -= usage.pop("toolUsePromptTokenCount")
    return True


def without_searches(call):
    return call["usage"].pop("server_tool_use", None) is not None


def hour_as_five_minutes(call):
    usage = call["usage"]
    made = usage.get("cache_creation")
    if made and made.get("ephemeral_1h_input_tokens"):
        made["ephemeral_5m_input_tokens"] += made.pop("ephemeral_1h_input_tokens")
        return True
    if any(d["ttl"] == "1h" for d in usage.get("cacheDetails", [])):
        usage["cacheDetails"] = [{"ttl": "5m", "inputTokens": usage["cacheWriteInputTokens"]}]
        return True
    return False


def cached_audio_as_cached_text(call):
    usage = call["usage"]
    kept = usage.get("cacheTokensDetails", [])
    audio = sum(d["tokenCount"] for d in kept if d["modality"] == "AUDIO")
    if not audio:
        return False
    usage["cacheTokensDetails"] = [{"modality": "TEXT", "tokenCount": usage["cachedContentTokenCount"]}]
    for detail in usage["promptTokensDetails"]:
        detail["tokenCount"] += audio if detail["modality"] == "TEXT" else -audio
    return True


def audio_as_text(call):
    usage = call["usage"]
    if not any(d["modality"] == "AUDIO" for d in usage.get("promptTokensDetails", [])):
        return False
    usage.pop("promptTokensDetails")
    usage.pop("cacheTokensDetails", None)
    return True


def global_geography(call):
    return call["usage"].pop("inference_geo", None) not in (None, "global")


CHANGES = {
    "litellm": {
        "tool prompts of Gemini are not priced": without_tool_prompt,
        "cached audio costs what cached text costs": cached_audio_as_cached_text,
        "a model without a search price searches for nothing": without_searches,
        "a write of an hour without a price costs what one of five minutes costs": hour_as_five_minutes,
        "the surcharge for a region is not applied": global_geography,
    },
    "genai": {
        "a model without a search price searches for nothing": without_searches,
        "a write of an hour without a price costs what one of five minutes costs": hour_as_five_minutes,
        "the surcharge for a region is not known": global_geography,
        "audio costs what text costs": audio_as_text,
    },
}


def variants(name, call):
    """The call changed by each class that concerns it, alone and together, fewest first."""
    changes = CHANGES[name]
    for size in (1, 2, 3):
        for chosen in itertools.combinations(changes, size):
            changed = copy.deepcopy(call)
            if all(changes[each](changed) for each in chosen):
                yield " + ".join(chosen), changed


def in_the_peak(at):
    return 1 <= int(at[11:13]) < 4 or 6 <= int(at[11:13]) < 10


def explain(name, call, answer, theirs, features):
    """The class of a difference that no change of the call shows, or None when nobody has explained it."""
    alone, shape, model = answer[name], call["shape"], call["model"]
    tokens_unpriced = {"unpriced_unit:in_fresh", "unpriced_unit:out_text", "unpriced_unit:in_cache_read",
                       "unpriced_unit:in_tool_prompt", "unpriced_unit:out_reasoning"} & set(alone["flags"])
    if name == "genai" and alone["cost"] is None and float(theirs) == 0:
        return "a model listed without any price costs 0"
    if name == "genai" and shape == "converse" and tokens_unpriced and model.split(".")[0] in (
            "us", "eu", "apac", "global", "jp", "au", "ca", "us-gov"):
        return "an inference profile of Bedrock costs what the plain model costs"
    if name == "genai" and shape == "perplexity" and float(theirs) > float(alone["cost"] or 0):
        return "a fee for each request is added that the usage object does not report"
    if name == "genai" and shape == "deepseek" and call.get("at_other_time") and in_the_peak(call["at"]):
        return "prices of certain hours hold for all the past"
    if name == "litellm" and "prompt_price_fallback" in alone["flags"]:
        return "a long prompt takes the standard tier's long price where its own tier states none"
    if name == "litellm" and shape == "perplexity" and model.startswith("perplexity/"):
        return "a model of Perplexity's Agent API is found as the Sonar model of the same name"
    if name == "litellm" and shape == "perplexity" and "reasoning" in features:
        return "reasoning of Sonar is taken to be inside the completion"
    if name == "litellm" and shape == "perplexity" and call["usage"]["prompt_tokens"] > 100_000:
        return "Perplexity's models have no long-prompt price"
    if name == "litellm" and call["provider"] == "fireworks_ai" and "read" in features:
        return "a cached token of Fireworks without a price costs half"
    if name == "litellm" and call.get("tier") and "audio" in features:
        return "audio has no price of a tier"
    if name == "litellm" and float(theirs) == 0:
        return "one of two keys of a model says 0"
    return None
