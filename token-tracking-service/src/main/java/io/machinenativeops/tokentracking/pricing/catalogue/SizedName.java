package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A model key of the first collection that names quality and size of the images whose price it states, such as
 * {@code high/1024-x-1024/gpt-image-1}: prices of one model under conditions, not a model. A key that also counts steps stays
 * as it is, since no usage object reports them.
 */
record SizedName(String model, String size, @Nullable String quality) {
    private static final Pattern NAME =
            Pattern.compile("(?:(standard|hd|low|medium|high|xhigh)/)?(\\d+)-x-(\\d+)/(?!\\d+-steps|max-steps)(.+)");

    static Optional<SizedName> of(String name) {
        var matcher = NAME.matcher(name.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? Optional.of(new SizedName(
                        name.substring(matcher.start(4)), matcher.group(2) + "x" + matcher.group(3), matcher.group(1)))
                : Optional.empty();
    }

    /** The prices of what is made, under this size and quality; a price of 0 beside them says nothing. */
    Map<PriceKey, BigDecimal> of(Map<PriceKey, BigDecimal> prices) {
        var sized = new LinkedHashMap<PriceKey, BigDecimal>();
        prices.forEach((key, amount) -> {
            if (amount.signum() > 0 && (key.unit() == Unit.IMAGES || key.unit() == Unit.OUT_PIXELS)) {
                PriceConditions conditions = key.conditions().withSize(size);
                sized.put(
                        new PriceKey(key.unit(), quality == null ? conditions : conditions.withQuality(quality)),
                        amount);
            }
        });
        return sized;
    }
}
