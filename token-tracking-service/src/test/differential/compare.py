"""Prices random usage objects with litellm, with genai-prices and with ours, and prints every class of difference.

Two questions are kept apart. "prices": our catalogue states another price than the collection does; decided by
docs/decisions/0005. "arithmetic": even with nothing but the collection's own prices (our importer reads them alone) the
result differs; every such class is explained in docs/decisions/0012, by the rules in CLASSES below. A class without an
explanation makes the run fail.

    python compare.py --calls 20000 --seed 20261123 --java "java -cp …" --litellm-file F --genai-file F
"""

import argparse
import collections
import datetime
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
from decimal import Decimal

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402
from genai_prices import calc_price, extract_usage  # noqa: E402
from genai_prices import data_snapshot  # noqa: E402
from litellm.cost_calculator import cost_per_token  # noqa: E402
from litellm.llms.anthropic.chat.transformation import AnthropicConfig  # noqa: E402
from litellm.llms.bedrock.chat.converse_transformation import AmazonConverseConfig  # noqa: E402
from litellm.litellm_core_utils.llm_cost_calc.tool_call_cost_tracking import (  # noqa: E402
    StandardBuiltInToolCostTracking,
)
from litellm.llms.vertex_ai.gemini.vertex_and_google_ai_studio_gemini import VertexGeminiConfig  # noqa: E402
from litellm.responses.utils import ResponseAPILoggingUtils  # noqa: E402
from litellm.types.utils import PromptTokensDetailsWrapper  # noqa: E402
from litellm.types.utils import Usage as LitellmUsage  # noqa: E402

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)

# our provider, litellm providers, genai provider, shapes its models are called with
HOSTS = [
    ("openai", ("openai",), "openai", ("chat", "responses")),
    ("azure.ai.openai", ("azure",), "azure", ("chat", "responses")),
    ("anthropic", ("anthropic",), "anthropic", ("anthropic",)),
    ("gcp.gemini", ("gemini",), "google", ("gemini",)),
    ("gcp.vertex_ai", ("vertex_ai-language-models",), "google", ("gemini",)),
    ("gcp.vertex_ai", ("vertex_ai-anthropic_models",), "google", ("anthropic",)),
    ("aws.bedrock", ("bedrock", "bedrock_converse"), "aws", ("converse",)),
    ("deepseek", ("deepseek",), "deepseek", ("deepseek",)),
    ("x_ai", ("xai",), "x-ai", ("xai", "responses")),
    ("groq", ("groq",), "groq", ("chat",)),
    ("mistral_ai", ("mistral",), "mistral", ("chat",)),
    ("openrouter", ("openrouter",), "openrouter", ("chat",)),
    ("perplexity", ("perplexity",), "perplexity", ("perplexity",)),
    ("moonshot_ai", ("moonshot",), "moonshotai", ("chat",)),
    ("fireworks_ai", ("fireworks_ai",), "fireworks", ("chat",)),
    ("together_ai", ("together_ai",), "together", ("chat",)),
    ("cerebras", ("cerebras",), "cerebras", ("chat",)),
    ("cohere", ("cohere_chat",), "cohere", ("cohere",)),
    ("openai", ("openai",), "openai", ("embedding",)),
    ("mistral_ai", ("mistral",), "mistral", ("embedding",)),
]
FLAVORS = {
    "chat": ("chat", "default"),
    "responses": ("responses",),
    "anthropic": ("anthropic", "default"),
    "gemini": ("default",),
    "converse": ("default",),
    "deepseek": ("chat", "default"),
    "xai": ("chat",),
    "perplexity": ("default",),
    "cohere": ("default",),
    "embedding": ("embeddings",),
}


def models():
    found = []
    for ours, theirs, genai, shapes in HOSTS:
        for key, row in litellm.model_cost.items():
            wanted = ("embedding",) if shapes == ("embedding",) else ("chat", "responses", "completion")
            if row.get("litellm_provider") not in theirs or row.get("mode") not in wanted or "/" in key and "*" in key:
                continue
            if "input_cost_per_token" not in row or "commitment" in key or row.get("tiered_pricing"):
                continue
            name = key.split("/", 1)[1] if "/" in key and key.split("/")[0] in theirs + (theirs[0].split("-")[0],) else key
            if "/" in name and ours in ("aws.bedrock", "azure.ai.openai"):
                continue  # rows of one region
            usual = [shape for shape in shapes if not (shape == "responses" and row.get("mode") == "chat" and ours == "x_ai")]
            found.append((ours, theirs[0], key, name, genai, tuple(usual or shapes)))
    return found


def skewed(rng, most):
    return int(most ** rng.random()) if rng.random() < 0.9 else rng.choice([0, 1, most])


def generate(rng, shape, ours, name):
    """A usage object of this shape as the provider sends it, with the tier that was asked for."""
    prompt = skewed(rng, 400_000)
    out = skewed(rng, 20_000)
    cached = rng.randint(0, prompt) if rng.random() < 0.4 else 0
    reasoning = rng.randint(0, out) if rng.random() < 0.3 else 0
    extra = {}
    if shape == "embedding":
        return {"prompt_tokens": prompt, "total_tokens": prompt}, extra
    if shape == "anthropic":
        written = skewed(rng, 50_000) if rng.random() < 0.4 else 0
        hour = rng.randint(0, written) if rng.random() < 0.5 else 0
        usage = {
            "input_tokens": prompt - cached,
            "cache_creation_input_tokens": written,
            "cache_read_input_tokens": cached,
            "cache_creation": {"ephemeral_5m_input_tokens": written - hour, "ephemeral_1h_input_tokens": hour},
            "output_tokens": out,
        }
        if rng.random() < 0.1:
            usage["server_tool_use"] = {"web_search_requests": rng.randint(1, 5)}
        if ours == "anthropic" and rng.random() < 0.15:
            usage["inference_geo"] = rng.choice(["us", "global"])
        if rng.random() < 0.2:
            usage["output_tokens_details"] = {"thinking_tokens": reasoning}
        return usage, extra
    if shape == "converse":
        written = skewed(rng, 50_000) if rng.random() < 0.3 else 0
        hour = rng.randint(0, written) if rng.random() < 0.4 else 0
        usage = {"inputTokens": prompt - cached, "outputTokens": out, "totalTokens": prompt + written + out,
                 "cacheReadInputTokens": cached, "cacheWriteInputTokens": written}
        if written:
            usage["cacheDetails"] = [d for d in ({"ttl": "5m", "inputTokens": written - hour},
                                                 {"ttl": "1h", "inputTokens": hour}) if d["inputTokens"]]
        return usage, extra
    if shape == "gemini":
        audio = rng.randint(0, prompt) if rng.random() < 0.2 else 0
        cached_audio = rng.randint(0, min(audio, cached)) if audio and cached else 0
        cached = min(cached, prompt - audio + cached_audio) if audio else cached
        tools = skewed(rng, 5_000) if rng.random() < 0.1 else 0
        usage = {"promptTokenCount": prompt, "candidatesTokenCount": out - reasoning,
                 "totalTokenCount": prompt + out + tools}
        details = [{"modality": "TEXT", "tokenCount": prompt - audio}]
        if audio:
            details.append({"modality": "AUDIO", "tokenCount": audio})
        usage["promptTokensDetails"] = details
        if cached:
            usage["cachedContentTokenCount"] = cached
            kept = [{"modality": "TEXT", "tokenCount": cached - cached_audio}]
            if cached_audio:
                kept.append({"modality": "AUDIO", "tokenCount": cached_audio})
            usage["cacheTokensDetails"] = kept
        if reasoning:
            usage["thoughtsTokenCount"] = reasoning
        if tools:
            usage["toolUsePromptTokenCount"] = tools
        return usage, tier(rng, extra, ("priority", "flex", "batch"))
    if shape == "responses":
        usage = {"input_tokens": prompt, "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
                 "output_tokens": out, "output_tokens_details": {"reasoning_tokens": reasoning},
                 "total_tokens": prompt + out}
        if ours == "openai" and "gpt-5.6" in name and rng.random() < 0.3:
            usage["input_tokens_details"]["cache_write_tokens"] = rng.randint(0, prompt - cached)
        return usage, tier(rng, extra, ("priority", "flex", "batch"))
    if shape == "perplexity":
        usage = {"prompt_tokens": prompt, "completion_tokens": out, "total_tokens": prompt + out}
        if "deep-research" in name:
            usage |= {"citation_tokens": skewed(rng, 40_000), "num_search_queries": rng.randint(1, 60),
                      "reasoning_tokens": skewed(rng, 200_000)}
        return usage, extra
    if shape == "cohere":
        return {"billed_units": {"input_tokens": prompt, "output_tokens": out},
                "tokens": {"input_tokens": prompt + 70, "output_tokens": out}}, extra
    usage = {"prompt_tokens": prompt, "completion_tokens": out, "total_tokens": prompt + out}
    if shape == "deepseek":
        usage |= {"prompt_cache_hit_tokens": cached, "prompt_cache_miss_tokens": prompt - cached,
                  "prompt_tokens_details": {"cached_tokens": cached}}
    elif cached:
        usage["prompt_tokens_details"] = {"cached_tokens": cached}
    if shape == "xai" and reasoning:
        usage |= {"completion_tokens": out - reasoning, "completion_tokens_details": {"reasoning_tokens": reasoning}}
        return usage, extra
    if reasoning:
        usage["completion_tokens_details"] = {"reasoning_tokens": reasoning}
    if "audio" in name and ours == "openai" and rng.random() < 0.6:
        usage["prompt_tokens_details"] = {"audio_tokens": rng.randint(0, prompt), "cached_tokens": 0}
        usage["completion_tokens_details"] = {"audio_tokens": rng.randint(0, out - reasoning),
                                              "reasoning_tokens": reasoning}
    return usage, tier(rng, extra, ("priority", "flex", "batch")) if ours in ("openai", "azure.ai.openai") else extra


def tier(rng, extra, tiers):
    if rng.random() < 0.3:
        extra["tier"] = rng.choice(tiers)
    return extra


def by_litellm(call):
    usage, shape = call["usage"], call["shape"]
    if call.get("tier") == "batch":
        return None, "batch is another calculator of theirs"
    if call.get("at_other_time"):
        return None, "has no dates"
    if shape == "anthropic":
        theirs = AnthropicConfig().calculate_usage(usage_object=usage, reasoning_content=None)
    elif shape == "converse":
        theirs = AmazonConverseConfig().transform_usage(usage)
    elif shape == "gemini":
        theirs = VertexGeminiConfig._calculate_usage({"usageMetadata": usage})
    elif shape == "responses":
        theirs = ResponseAPILoggingUtils._transform_response_api_usage_to_chat_usage(usage)
    elif shape == "cohere":
        theirs = LitellmUsage(prompt_tokens=usage["billed_units"]["input_tokens"],
                              completion_tokens=usage["billed_units"]["output_tokens"])
    elif shape == "xai":
        # as XAIChatConfig.transform_response does before it prices
        beside = (usage.get("completion_tokens_details") or {}).get("reasoning_tokens", 0)
        theirs = LitellmUsage(**{**usage, "completion_tokens": usage["completion_tokens"] + beside})
    else:
        theirs = LitellmUsage(**usage)
        if usage.get("num_search_queries"):
            # as PerplexityChatConfig.transform_response does before it prices
            theirs.prompt_tokens_details = PromptTokensDetailsWrapper(web_search_requests=usage["num_search_queries"])
    provider = call["litellm_provider"].split("-")[0]
    tools = 0.0
    if usage.get("server_tool_use"):
        tools = StandardBuiltInToolCostTracking.get_cost_for_built_in_tools(
            model=call["litellm_model"], response_object=None, usage=theirs, custom_llm_provider=provider)
    a, b = cost_per_token(model=call["litellm_model"], custom_llm_provider=provider, usage_object=theirs,
                          service_tier=call.get("tier"))
    return a + b + tools, None


def by_genai(call):
    body = {"model": call["model"], "usage": call["usage"]}
    if call["shape"] == "gemini":
        body = {"modelVersion": call["model"], "usageMetadata": call["usage"]}
    elif call["shape"] == "cohere":
        body = {"model": call["model"], "usage": call["usage"], "meta": call["usage"]}
    usage = None
    why = "no extractor for this shape"
    for flavor in FLAVORS[call["shape"]]:
        try:
            usage = extract_usage(body, provider_id=call["genai_provider"], api_flavor=flavor).usage
            break
        except LookupError:
            try:
                provider = data_snapshot.get_snapshot().find_provider(None, call["genai_provider"], None)
                _, usage = provider.extract_usage(body, api_flavor=flavor)
                break
            except (LookupError, ValueError) as e:
                why = f"no extractor: {e}"
        except ValueError as e:
            why = f"no extractor: {e}"
    if usage is None:
        return None, why
    own = data_snapshot.get_snapshot().find_provider(None, call["genai_provider"], None)
    if not own.find_model(call["model"]):
        return None, "prices the model as another provider's"
    context = {}
    if call.get("tier") == "batch":
        context = {"processing": "batch"}
    elif call.get("tier"):
        context = {"service_tier": call["tier"]}
    try:
        price = calc_price(usage, call["model"], provider_id=call["genai_provider"],
                           genai_request_timestamp=datetime.datetime.fromisoformat(call["at"]),
                           price_context=context or None)
    except LookupError:
        return None, "does not know the model"
    return price.total_price, None


def same(one, other):
    if one is None or other is None:
        return one is None and other is None
    one, other = Decimal(str(one)), Decimal(str(other))
    return abs(one - other) <= max(Decimal("2e-12"), abs(other) * Decimal("1e-9"))


def features(call, answer):
    buckets = answer.get("buckets") or {}
    names = {"IN_CACHE_READ": "read", "IN_CACHE_WRITE_5M": "write5m", "IN_CACHE_WRITE_1H": "write1h",
             "IN_CACHE_WRITE_OTHER": "write", "OUT_REASONING": "reasoning", "IN_AUDIO": "audio",
             "IN_AUDIO_CACHED": "cached audio", "OUT_AUDIO": "audio out", "IN_TOOL_PROMPT": "tool prompt",
             "WEB_SEARCH": "search", "OUT_CITATION": "citation"}
    found = {names[k] for k in buckets if k in names}
    if call.get("tier"):
        found.add("tier " + call["tier"])
    if call["usage"].get("inference_geo"):
        found.add("geo " + call["usage"]["inference_geo"])
    return found


from classes import explain, variants  # noqa: E402


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--calls", type=int, default=20_000)
    args.add_argument("--seed", type=int, default=20_261_123)
    args.add_argument("--java", required=True, help="command that runs PriceLines, without its arguments")
    args.add_argument("--litellm-file", required=True)
    args.add_argument("--genai-file", required=True)
    args.add_argument("--show", type=int, default=1, help="examples of each class")
    args = args.parse_args()
    rng = random.Random(args.seed)
    every = models()
    by_host = collections.defaultdict(list)
    for model in every:
        by_host[(model[0], model[5])].append(model)
    hosts = sorted(by_host, key=str)
    calls = []
    while len(calls) < args.calls:
        ours, theirs, key, name, genai, shapes = rng.choice(by_host[rng.choice(hosts)])
        shape = rng.choice(shapes)
        usage, extra = generate(rng, shape, ours, name)
        at = NOW
        if rng.random() < 0.15:
            at = NOW - datetime.timedelta(seconds=rng.randint(3_600, 80 * 86_400))
            extra["at_other_time"] = True
        calls.append({"provider": ours, "model": name, "litellm_model": key, "litellm_provider": theirs,
                      "genai_provider": genai, "shape": shape, "usage": usage,
                      "at": at.isoformat().replace("+00:00", "Z"), **extra})
    report(calls, by_ours(calls, args), args)


def by_ours(calls, args):
    with tempfile.TemporaryDirectory() as folder:
        sent, back = os.path.join(folder, "calls.jsonl"), os.path.join(folder, "answers.jsonl")
        with open(sent, "w") as file:
            file.writelines(json.dumps(call) + "\n" for call in calls)
        subprocess.run(shlex.split(args.java) + [sent, args.litellm_file, args.genai_file, back], check=True)
        with open(back) as file:
            return [json.loads(line) for line in file]


def report(calls, answers, args):
    counts = collections.Counter()
    classes = collections.defaultdict(list)
    open_ = []
    for call, answer in zip(calls, answers, strict=True):
        for name, price in (("litellm", by_litellm), ("genai", by_genai)):
            try:
                theirs, why = price(call)
            except Exception as e:  # noqa: BLE001  a calculator that fails is a finding too
                theirs, why = None, f"fails: {type(e).__name__} {e}"
            if theirs is None:
                counts[f"{name}: not compared ({why[:60]})"] += 1
                continue
            counts[f"{name}: compared"] += 1
            if "refused" in answer:
                classes[(name, "refused by ours: " + answer["refused"][:60])].append((call, answer, theirs))
                continue
            alone, shipped = answer[name], answer["ours"]
            if same(alone["cost"], theirs):
                agree = same(shipped["cost"], theirs)
                counts[f"{name}: same arithmetic, " + ("same prices" if agree else "other prices (decision 5)")] += 1
                continue
            open_.append((name, call, answer, theirs))
    trials = [(i, why, changed) for i, (name, call, _, _) in enumerate(open_) for why, changed in variants(name, call)]
    proved = {}
    for (i, why, _), tried in zip(trials, by_ours([t[2] for t in trials], args) if trials else [], strict=True):
        name, _, _, theirs = open_[i]
        if i not in proved and same(tried[name]["cost"], theirs):
            proved[i] = why
    for i, (name, call, answer, theirs) in enumerate(open_):
        why = proved.get(i) or explain(name, call, answer, theirs, features(call, answer))
        counts[f"{name}: " + ("proved" if i in proved else "explained" if why else "UNEXPLAINED")] += 1
        classes[(name, why or "UNEXPLAINED " + label(call, answer))].append((call, answer, theirs))
    for key in sorted(counts):
        print(f"{counts[key]:7d}  {key}")
    print()
    failed = False
    for (name, why), found in sorted(classes.items(), key=lambda e: (e[0][0], -len(e[1]))):
        failed |= why.startswith(("UNEXPLAINED", "refused"))
        print(f"{len(found):7d}  {name}: {why}")
        for call, answer, theirs in found[: args.show]:
            print(f"             {call['provider']} {call['model']} {call.get('tier', '')} theirs {theirs}"
                  f" ours with their prices {answer.get(name, {}).get('cost')} {answer.get(name, {}).get('flags')}"
                  f" {json.dumps(call['usage'])}"[:700])
    sys.exit(1 if failed else 0)


def label(call, answer):
    return f"{call['shape']} {call['provider']} {sorted(features(call, answer))}"


if __name__ == "__main__":
    main()
