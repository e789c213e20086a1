package io.machinenativeops.tokentracking.override;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.ProviderNames;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what an override shall say from its JSON, and tells everything that is wrong with it at once. */
final class TermsReader {

    static final int MOST_PRICES = 200;
    private static final int LONGEST = 256;
    private static final BigDecimal LARGEST_AMOUNT = new BigDecimal(1_000_000);
    private static final BigDecimal LARGEST_FACTOR = new BigDecimal(100);
    private static final int DIGITS = 18;
    private static final Set<String> FIELDS =
            new TreeSet<>(List.of("provider", "model", "effectiveFrom", "effectiveTo", "prices", "adjustment", "note"));
    private static final Set<String> PRICE_FIELDS = new TreeSet<>(List.of("unit", "amount", "conditions"));
    private static final Set<String> CONDITIONS = Arrays.stream(PriceConditions.class.getRecordComponents())
            .map(java.lang.reflect.RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));

    private final JsonNode body;
    private final List<FieldError> errors = new ArrayList<>();

    private TermsReader(JsonNode body) {
        this.body = body;
    }

    /**
     * Reads terms.
     *
     * @param now where they begin when they do not say it
     * @throws ProblemException {@code invalid-parameter} with every fault
     */
    static OverrideTerms read(JsonNode body, Instant now) {
        if (!body.isObject()) {
            throw ProblemException.invalid(
                    "", "the body is no object: expected {provider, model, prices | adjustment}");
        }
        return new TermsReader(body).terms(now);
    }

    private OverrideTerms terms(Instant now) {
        allowOnly(body, FIELDS, "");
        var provider = required("provider");
        var model = required("model");
        var from = instant("effectiveFrom");
        var begin = from == null ? now.truncatedTo(ChronoUnit.MILLIS) : from;
        var to = instant("effectiveTo");
        if (to != null && !to.isAfter(begin)) {
            refuse("effectiveTo", "is " + to + ": expected a moment after effectiveFrom, which is " + begin);
        }
        var prices = has("prices") ? prices() : null;
        var adjustment = has("adjustment") ? adjustment() : null;
        if (has("prices") == has("adjustment")) {
            refuse(
                    "prices",
                    (has("prices") ? "stands beside" : "is missing, and so is")
                            + " adjustment: expected one of the two");
        }
        if (has("prices") && (provider.contains("*") || model.contains("*"))) {
            refuse("model", "holds a *: expected the whole name of one model, since only an adjustment takes patterns");
        }
        if (has("adjustment") && model.indexOf('*') >= 0 && model.indexOf('*') < model.length() - 1) {
            refuse("model", "is '" + model + "': expected a * at the end only, as in claude-*");
        }
        if (has("adjustment") && provider.contains("*") && provider.length() > 1) {
            refuse("provider", "is '" + provider + "': expected a provider, or * alone for any");
        }
        var note = text("note");
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new OverrideTerms(
                provider.equals("*") ? provider : ProviderNames.canonical(provider),
                model,
                begin,
                to,
                prices,
                adjustment,
                note);
    }

    private List<JsonNode> prices() {
        var list = body.get("prices");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_PRICES) {
            refuse("prices", "is " + shown(list) + ": expected a list of 1 to " + MOST_PRICES + " prices");
            return List.of();
        }
        var known = new HashSet<String>();
        for (int at = 0; at < list.size(); at++) {
            price(list.get(at), "prices[" + at + "].", known);
        }
        return list.valueStream().toList();
    }

    private void price(JsonNode price, String path, Set<String> known) {
        int before = errors.size();
        allowOnly(price, PRICE_FIELDS, path);
        var unit = price.path("unit");
        if (!unit.isString() || Unit.ofKey(unit.asString()).isEmpty()) {
            refuse(
                    path + "unit",
                    "is " + shown(unit) + ": expected a unit such as in_fresh or out_text (docs/guides/pricing.md)");
        }
        decimal(price.path("amount"), path + "amount", LARGEST_AMOUNT);
        var conditions = price.path("conditions");
        if (conditions.isObject()) {
            allowOnly(conditions, CONDITIONS, path + "conditions.");
        } else if (!conditions.isMissingNode() && !conditions.isNull()) {
            refuse(path + "conditions", "is " + shown(conditions) + ": expected an object");
        }
        if (errors.size() > before) {
            return;
        }
        try {
            var read = PriceBook.unitPrice(price);
            if (!known.add(read.unit() + " " + read.conditions())) {
                refuse(path + "unit", "is " + unit.asString() + " again with the same conditions: expected each once");
            }
        } catch (RuntimeException unreadable) {
            refuse(
                    path + "conditions",
                    "is " + conditions + ": expected conditions as GET /api/v1/prices shows them ("
                            + unreadable.getMessage() + ")");
        }
    }

    private OverrideTerms.@Nullable Adjustment adjustment() {
        var adjustment = body.get("adjustment");
        allowOnly(adjustment, Set.of("factor", "percent"), "adjustment.");
        boolean byFactor = adjustment.has("factor");
        if (byFactor == adjustment.has("percent")) {
            refuse(
                    "adjustment",
                    "is " + shown(adjustment)
                            + ": expected {\"factor\": \"0.85\"} or {\"percent\": \"-15\"}, one of the two");
            return null;
        }
        if (byFactor) {
            var factor = decimal(adjustment.get("factor"), "adjustment.factor", LARGEST_FACTOR);
            return factor == null ? null : new OverrideTerms.Adjustment(factor);
        }
        var percent = number(adjustment.get("percent"));
        var factor = percent == null ? null : BigDecimal.ONE.add(percent.movePointLeft(2));
        if (factor == null || factor.signum() < 0 || factor.compareTo(LARGEST_FACTOR) > 0) {
            refuse(
                    "adjustment.percent",
                    "is " + shown(adjustment.get("percent"))
                            + ": expected a decimal from -100 to 9900, such as \"-15\" for 15 % off");
            return null;
        }
        return new OverrideTerms.Adjustment(factor);
    }

    private @Nullable BigDecimal decimal(JsonNode sent, String field, BigDecimal largest) {
        var value = number(sent);
        if (value == null || value.signum() < 0 || value.compareTo(largest) > 0) {
            refuse(
                    field,
                    "is " + shown(sent) + ": expected a decimal from 0 to " + largest.toPlainString() + " with at most "
                            + DIGITS + " digits after the point, such as \"0.0000025\"");
            return null;
        }
        return value;
    }

    private static @Nullable BigDecimal number(JsonNode sent) {
        try {
            var value = sent.isString() && sent.asString().length() <= 40
                    ? new BigDecimal(sent.asString().strip())
                    : sent.isNumber() ? sent.decimalValue() : null;
            return value == null || value.scale() > DIGITS || value.scale() < -DIGITS || value.precision() > 40
                    ? null
                    : value;
        } catch (NumberFormatException noDecimal) {
            return null;
        }
    }

    private @Nullable Instant instant(String field) {
        var text = text(field);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException noInstant) {
            refuse(field, "is '" + text + "': expected an instant such as 2026-11-22T10:00:00Z");
            return null;
        }
    }

    private String required(String field) {
        int before = errors.size();
        var text = text(field);
        if (text == null && errors.size() == before) {
            refuse(field, "is missing: expected a text of 1 to " + LONGEST + " characters");
        }
        return text == null ? "" : text;
    }

    private @Nullable String text(String field) {
        if (!has(field)) {
            return null;
        }
        var sent = body.get(field);
        var text = sent.isString() ? sent.asString().strip() : "";
        if (text.isEmpty() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            refuse(field, "is " + shown(sent) + ": expected a text of 1 to " + LONGEST + " characters");
            return null;
        }
        return text;
    }

    private boolean has(String field) {
        return body.hasNonNull(field);
    }

    private void allowOnly(JsonNode object, Set<String> known, String path) {
        object.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> refuse(
                        path + cut(name),
                        "is not a known field: expected one of " + String.join(", ", new TreeSet<>(known))));
    }

    private void refuse(String field, String detail) {
        errors.add(new FieldError(field, detail));
    }

    private static String shown(JsonNode sent) {
        return sent.isMissingNode() ? "missing" : cut(sent.toString());
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
