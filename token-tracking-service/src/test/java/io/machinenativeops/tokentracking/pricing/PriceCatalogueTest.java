package io.machinenativeops.tokentracking.pricing;

import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.usage.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What must hold of the catalogue that ships with the service. */
class PriceCatalogueTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final PriceBook BOOK = PriceBook.load();

    @Test
    void holdsAThousandModelsOfTwentyFiveProviders() {
        assertThat(BOOK.rows().stream()
                        .map(row -> row.provider() + row.model())
                        .distinct()
                        .count())
                .isGreaterThan(1_000);
        assertThat(BOOK.rows().stream().map(ModelPrice::provider).distinct().count())
                .isGreaterThan(25);
    }

    @Test
    void namesEachRowByAVersionOfItsOwn() {
        assertThat(BOOK.rows().stream().map(ModelPrice::version)).doesNotHaveDuplicates();
        assertThat(BOOK.rows())
                .allSatisfy(row -> assertThat(BOOK.version(row.version())).contains(row));
    }

    @Test
    void hasNoTwoRowsOfAModelInForceAtOnce() {
        var byName = BOOK.rows().stream()
                .collect(Collectors.groupingBy(
                        row -> row.provider() + '\n' + row.model().toLowerCase(Locale.ROOT) + '\n' + row.region()));
        assertThat(byName.values()).allSatisfy(rows -> {
            for (int i = 1; i < rows.size(); i++) {
                assertThat(rows.get(i).effectiveFrom())
                        .isNotNull()
                        .isEqualTo(rows.get(i - 1).effectiveTo());
            }
        });
    }

    @Test
    void keepsBothFiguresAndTheReasonOfADecidedPrice() {
        assertThat(BOOK.rows().stream().flatMap(row -> row.prices().stream()))
                .filteredOn(price -> price.status() == PriceStatus.DECIDED)
                .isNotEmpty()
                .allSatisfy(price -> {
                    assertThat(price.figures()).hasSize(2);
                    assertThat(price.reason()).isNotBlank();
                });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    anthropic,       claude-sonnet-4-5,                       claude-sonnet-4-5
                    anthropic,       claude-sonnet-4-5-20250929,              claude-sonnet-4-5-20250929
                    Anthropic,       anthropic/Claude-Sonnet-4-5,             claude-sonnet-4-5
                    anthropic,       claude-sonnet-4-5-20991231,              claude-sonnet-4-5
                    anthropic,       claude-haiku-4-5@20251001,               claude-haiku-4-5
                    openai,          gpt-4o,                                  gpt-4o
                    openai,          openai/gpt-4o-2024-08-06,                gpt-4o-2024-08-06
                    openai,          gpt-4o-2099-01-01,                       gpt-4o
                    azure,           gpt-4o,                                  gpt-4o
                    azure_openai,    azure/gpt-4o,                            gpt-4o
                    gemini,          models/gemini-2.5-pro,                   gemini-2.5-pro
                    google,          gemini-2.5-flash,                        gemini-2.5-flash
                    vertex_ai,       publishers/google/models/gemini-2.5-pro, gemini-2.5-pro
                    bedrock,         anthropic.claude-haiku-4-5-20251001-v1:0, anthropic.claude-haiku-4-5-20251001-v1:0
                    aws.bedrock,     amazon.nova-pro-v1:0,                    amazon.nova-pro-v1:0
                    mistral,         mistral-large-latest,                    mistral-large-latest
                    xai,             grok-4-latest,                           grok-4-0709
                    deepseek,        deepseek-chat,                           deepseek-chat
                    groq,            llama-3.3-70b-versatile,                 llama-3.3-70b-versatile
                    openrouter,      anthropic/claude-sonnet-4.5,             anthropic/claude-sonnet-4.5
                    cohere,          command-r-08-2024,                       command-r-08-2024
                    perplexity,      sonar-pro,                               sonar-pro
                    """)
    void findsModelsByTheNamesInUse(String provider, String model, String expected) {
        assertThat(BOOK.find(provider, model, AT)).hasValueSatisfying(row -> {
            assertThat(row.provider()).isEqualTo(ProviderNames.canonical(provider));
            assertThat(row.model()).isEqualToIgnoringCase(expected);
            assertThat(row.prices()).anyMatch(price -> price.unit() == Unit.IN_FRESH);
        });
    }

    @ParameterizedTest
    @CsvSource({"anthropic,gpt-4o", "openai,claude-sonnet-4-5", "unheard_of,gpt-4o", "openai,gpt-17-imaginary"})
    void neverTakesAnotherHostsPrice(String provider, String model) {
        assertThat(BOOK.find(provider, model, AT)).isEmpty();
    }

    @Test
    void namesProvidersAsTheServiceDoes() {
        assertThat(BOOK.rows())
                .allSatisfy(row ->
                        assertThat(ProviderNames.canonical(row.provider())).isEqualTo(row.provider()));
    }

    @Test
    void findsEveryRowByItsNameAndItsAliases() {
        assertThat(BOOK.rows()).allSatisfy(row -> {
            Instant at = row.effectiveFrom() == null ? Instant.EPOCH : row.effectiveFrom();
            assertThat(BOOK.find(row.provider(), row.model(), row.region(), at)).contains(row);
            for (String alias : row.aliases()) {
                assertThat(BOOK.find(row.provider(), alias, row.region(), at))
                        .as(alias)
                        .isPresent();
            }
        });
    }
}
