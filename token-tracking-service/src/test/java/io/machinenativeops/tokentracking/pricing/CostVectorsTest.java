package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.machinenativeops.tokentracking.pricing.Vectors.Vector;
import io.machinenativeops.tokentracking.usage.Dialect;
import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import io.machinenativeops.tokentracking.usage.UsageHints;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Every vector: the provider's usage object, priced, must come to the sum that was worked out by hand. */
class CostVectorsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final PriceBook SHIPPED = PriceBook.load();

    static List<Vector> lists() {
        return Vectors.read("/vectors/costs.yaml");
    }

    static List<Vector> dialects() {
        return Vectors.read("/vectors/dialects.yaml");
    }

    static List<Vector> shipped() {
        return Vectors.read("/vectors/catalogue.yaml");
    }

    @ParameterizedTest
    @MethodSource("lists")
    void costsWhatTheArithmeticSays(Vector vector) {
        check(vector, PriceBook.of(vector.prices()));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void costsWhatTheArithmeticSaysInEveryDialect(Vector vector) {
        check(vector, PriceBook.of(vector.prices()));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void costsWhatThePublishedPricesSay(Vector vector) {
        check(vector, SHIPPED);
    }

    @Test
    void areManyAndNamedOnce() {
        List<Vector> all =
                Stream.of(lists(), dialects(), shipped()).flatMap(List::stream).toList();
        assertThat(all).hasSizeGreaterThanOrEqualTo(300);
        assertThat(all.stream().map(vector -> ProviderNames.canonical(vector.provider())))
                .as("providers")
                .satisfies(names -> assertThat(Set.copyOf(names)).hasSizeGreaterThanOrEqualTo(12));
        assertThat(all.stream().map(Vector::name)).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(vector -> assertThat(vector.source()).isNotBlank());
    }

    private static void check(Vector vector, PriceBook book) {
        NormalizedUsage usage = new UsageNormalizer()
                .normalize(
                        JSON.readTree(vector.usage()),
                        new UsageHints(
                                vector.provider(),
                                vector.operation(),
                                vector.dialect() == null
                                        ? null
                                        : Dialect.ofKey(vector.dialect()).orElseThrow()));
        PricingRequest told = PricingRequest.of(
                vector.provider(), vector.model(), vector.at(), vector.completedAt(), vector.tier(), usage);
        PricingRequest request = new PricingRequest(
                told.provider(),
                told.model(),
                told.occurredAt(),
                told.completedAt(),
                told.serviceTier(),
                vector.region() == null ? told.region() : vector.region(),
                told.speed(),
                told.size(),
                told.quality(),
                told.quantities(),
                told.promptTotal());
        Cost cost = new CostEngine(book).price(request);

        if (!vector.buckets().isEmpty()) {
            var buckets = new HashMap<String, Object>();
            usage.quantities().forEach((unit, quantity) -> buckets.put(unit.key(), quantity.intValueExact()));
            assertThat(buckets).isEqualTo(vector.buckets());
        }
        if (vector.reported() != null) {
            assertThat(usage.reportedCost()).isEqualByComparingTo(vector.reported());
        }
        var flags = new TreeSet<>(usage.flags());
        flags.addAll(cost.flags());
        assertThat(flags).isEqualTo(vector.flags());
        if (vector.sum() == null) {
            assertThat(cost.total()).isNull();
            return;
        }
        BigDecimal byHand = Arithmetic.evaluate(vector.sum());
        assertThat(byHand).as("the sum in the file").isEqualByComparingTo(vector.literal());
        assertThat(cost.total())
                .isEqualByComparingTo(byHand.setScale(12, RoundingMode.HALF_EVEN))
                .isEqualByComparingTo(vector.total());
    }
}
