package io.machinenativeops.tokentracking.pricing.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

import io.machinenativeops.tokentracking.pricing.Cost;
import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.PricingRequest;
import io.machinenativeops.tokentracking.usage.Dialect;
import io.machinenativeops.tokentracking.usage.InvalidUsageException;
import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import io.machinenativeops.tokentracking.usage.UsageHints;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prices many usage objects for the comparison with other calculators, see src/test/differential: once with the catalogue that
 * ships, and once with each of the collections alone, so that differing prices and differing arithmetic can be told apart.
 *
 * <p>Arguments: file of calls, one JSON object a line; file of the first collection; of the second; file to write.
 */
public final class PriceLines {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final LocalDate DAY = LocalDate.parse("2026-11-23");

    private PriceLines() {}

    public static void main(String[] args) throws IOException {
        String litellm = Files.readString(Path.of(args[1]));
        String genai = Files.readString(Path.of(args[2]));
        Map<String, CostEngine> engines = new LinkedHashMap<>();
        engines.put("ours", new CostEngine(PriceBook.load()));
        engines.put("litellm", engine(litellm, "[]"));
        engines.put("genai", engine(names(litellm), genai));
        try (BufferedReader in = Files.newBufferedReader(Path.of(args[0]), StandardCharsets.UTF_8);
                PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(args[3])))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(priced(JSON.readTree(line), engines));
            }
        }
    }

    /** The models of the first collection without their prices, so that the second one's are found by the same names. */
    private static String names(String litellm) {
        ObjectNode names = JSON.createObjectNode();
        JSON.readTree(litellm).properties().forEach(row -> {
            ObjectNode name = names.putObject(row.getKey());
            for (String kept : new String[] {"litellm_provider", "mode"}) {
                name.set(kept, row.getValue().path(kept));
            }
            name.put("ocr_cost_per_credit", 1);
        });
        return names.toString();
    }

    private static CostEngine engine(String litellm, String genai) {
        return new CostEngine(
                PriceBook.of(CatalogueImport.of(litellm, genai, DAY).rows()));
    }

    private static String priced(JsonNode call, Map<String, CostEngine> engines) {
        ObjectNode answer = JSON.createObjectNode();
        String provider = call.required("provider").asString();
        String dialect = text(call, "dialect");
        try {
            NormalizedUsage usage = new UsageNormalizer()
                    .normalize(
                            call.required("usage"),
                            new UsageHints(
                                    provider,
                                    text(call, "operation"),
                                    dialect == null
                                            ? null
                                            : Dialect.ofKey(dialect).orElseThrow()));
            answer.put("dialect", usage.dialect().key());
            answer.putPOJO("buckets", usage.quantities());
            answer.putPOJO("usageFlags", usage.flags());
            PricingRequest told = PricingRequest.of(
                    provider,
                    call.required("model").asString(),
                    Instant.parse(call.required("at").asString()),
                    null,
                    text(call, "tier"),
                    usage);
            String region = text(call, "region");
            PricingRequest request = new PricingRequest(
                    told.provider(),
                    told.model(),
                    told.occurredAt(),
                    null,
                    told.serviceTier(),
                    told.region() == null ? region : told.region(),
                    told.speed(),
                    told.size(),
                    told.quality(),
                    told.quantities(),
                    told.promptTotal());
            engines.forEach((name, engine) -> put(answer.putObject(name), engine.price(request)));
        } catch (InvalidUsageException refused) {
            answer.put("refused", refused.detail());
        }
        return JSON.writeValueAsString(answer);
    }

    private static void put(ObjectNode node, Cost cost) {
        BigDecimal total = cost.total();
        node.put("cost", total == null ? null : total.toPlainString());
        node.put("version", cost.priceVersion());
        node.putPOJO("flags", cost.flags());
    }

    private static @Nullable String text(JsonNode call, String field) {
        JsonNode value = call.path(field);
        return value.isString() ? value.asString() : null;
    }
}
