package io.machinenativeops.tokentracking.pricing.catalogue;

import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.usage.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LitellmKeyTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    input_cost_per_token,                                             in_fresh,             -,      -,         -
                    output_cost_per_token,                                            out_text,             -,      -,         -
                    output_cost_per_reasoning_token,                                  out_reasoning,        -,      -,         -
                    citation_cost_per_token,                                          out_citation,         -,      -,         -
                    input_cost_per_audio_token,                                       in_audio,             -,      -,         -
                    output_cost_per_audio_token,                                      out_audio,            -,      -,         -
                    input_cost_per_image_token,                                       in_image,             -,      -,         -
                    output_cost_per_image_token_batches,                              out_image,            -,      batch,     -
                    input_cost_per_video_token,                                       in_video,             -,      -,         -
                    output_cost_per_video_token,                                      out_video,            -,      -,         -
                    cache_read_input_token_cost,                                      in_cache_read,        -,      -,         -
                    input_cost_per_token_cache_hit,                                   in_cache_read,        -,      -,         -
                    cache_read_input_audio_token_cost,                                in_audio_cached,      -,      -,         -
                    cache_read_input_image_token_cost,                                in_image_cached,      -,      -,         -
                    cache_creation_input_token_cost,                                  in_cache_write_other, -,      -,         -
                    cache_creation_input_token_cost_above_1hr,                        in_cache_write_1h,    -,      -,         -
                    cache_creation_input_token_cost_above_1hr_above_200k_tokens,      in_cache_write_1h,    200000, -,         -
                    cache_creation_input_token_cost_above_200k_tokens_above_1hr,      in_cache_write_1h,    200000, -,         -
                    cache_creation_input_token_cost_above_272k_tokens_priority,       in_cache_write_other, 272000, priority,  -
                    input_cost_per_token_batches_above_272k_tokens,                   in_fresh,             272000, batch,     -
                    input_cost_per_token_above_272k_tokens_ultrafast,                 in_fresh,             272000, ultrafast, -
                    input_cost_per_token_flex,                                        in_fresh,             -,      flex,      -
                    output_cost_per_token_above_1m_tokens,                            out_text,             1000000, -,        -
                    output_cost_per_token_above_4096_tokens,                          out_text,             4096,   -,         -
                    input_cost_per_image,                                             in_images,            -,      -,         -
                    output_cost_per_image,                                            images,               -,      -,         -
                    output_cost_per_image_0.5K,                                       images,               -,      -,         0.5k
                    output_cost_per_image_4K,                                         images,               -,      -,         4k
                    input_cost_per_pixel,                                             pixels,               -,      -,         -
                    output_cost_per_pixel,                                            out_pixels,           -,      -,         -
                    input_cost_per_second,                                            seconds,              -,      -,         -
                    cost_per_second,                                                  seconds,              -,      -,         -
                    output_cost_per_second_1080p,                                     out_seconds,          -,      -,         1080p
                    input_cost_per_audio_per_second_above_128k_tokens,                in_audio_seconds,     128000, -,         -
                    input_cost_per_video_per_second,                                  in_video_seconds,     -,      -,         -
                    output_cost_per_video_per_second,                                 out_video_seconds,    -,      -,         -
                    input_cost_per_character,                                         characters,           -,      -,         -
                    output_cost_per_character,                                        out_characters,       -,      -,         -
                    input_cost_per_query,                                             queries,              -,      -,         -
                    input_cost_per_request,                                           requests,             -,      -,         -
                    input_cost_per_text_message,                                      messages,             -,      -,         -
                    ocr_cost_per_page,                                                pages,                -,      -,         -
                    ocr_cost_per_page_batches,                                        pages,                -,      batch,     -
                    ocr_cost_per_credit,                                              credits,              -,      -,         -
                    annotation_cost_per_page,                                         annotated_pages,      -,      -,         -
                    code_interpreter_cost_per_session,                                code_exec,            -,      -,         -
                    google_maps_grounding_cost_per_query,                             maps_grounding,       -,      -,         -
                    search_context_cost_per_query,                                    web_search,           -,      -,         -
                    """)
    void readsTheWordsOfAKeyInAnyOrder(String key, String unit, Long above, String tier, String size) {
        PriceConditions conditions = new PriceConditions(above, null, tier, null, null, size, null, null, null);

        assertThat(LitellmKey.read(key))
                .isEqualTo(new LitellmKey.Priced(Unit.ofKey(unit).orElseThrow(), conditions));
    }

    @ParameterizedTest
    @CsvSource({
        "input_dbu_cost_per_token,USD",
        "guardrail_cost_per_unit,policy unit",
        "explicit_cache_read_input_token_cost,explicit",
        "input_cost_per_token_decisions,endpoint",
        "input_cost_per_video_per_second_above_15s_interval,interval",
        "cache_creation_input_audio_token_cost,no unit"
    })
    void saysWhyAKeyThatItUnderstandsIsLeftOut(String key, String reason) {
        assertThat(LitellmKey.read(key))
                .isInstanceOfSatisfying(
                        LitellmKey.Left.class, left -> assertThat(left.reason()).contains(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "input_cost_per_gigaflop,gigaflop",
        "input_cost_per_token_above_200k_words,above_200k",
        "input_cost_per_token_above,above_"
    })
    void namesTheWordItDoesNotUnderstand(String key, String word) {
        assertThat(LitellmKey.read(key)).isEqualTo(new LitellmKey.Unknown(word));
    }

    @Test
    void readsEveryFieldOfTheOtherCollection() {
        assertThat(GenaiField.read("cache_audio_read_mtok"))
                .hasValueSatisfying(f -> assertThat(f.unit()).isEqualTo(Unit.IN_AUDIO_CACHED));
        assertThat(GenaiField.read("cache_write_1h_mtok"))
                .hasValueSatisfying(f -> assertThat(f.unit()).isEqualTo(Unit.IN_CACHE_WRITE_1H));
        assertThat(GenaiField.read("output_reasoning_mtok"))
                .hasValueSatisfying(f -> assertThat(f.unit()).isEqualTo(Unit.OUT_REASONING));
        assertThat(GenaiField.read("storage_searches_kcount"))
                .hasValueSatisfying(f -> assertThat(f.unit()).isEqualTo(Unit.FILE_SEARCH));
        assertThat(GenaiField.read("input_document_kpages"))
                .hasValueSatisfying(f -> assertThat(f.unit()).isEqualTo(Unit.PAGES));
        assertThat(GenaiField.read("input_mchars"))
                .hasValueSatisfying(f -> assertThat(f.unit()).isEqualTo(Unit.CHARACTERS));
        assertThat(GenaiField.read("audio_hours"))
                .hasValueSatisfying(f -> assertThat(f.per()).isEqualByComparingTo("3600"));
        for (String unknown : new String[] {
            "input_mparsecs",
            "odd_kcount",
            "odd_kpages",
            "odd_hours",
            "output_mchars",
            "input_smell_mtok",
            "cache_smell_read_mtok",
            "cache_audio_write_mtok",
            "input_audio_image_mtok"
        }) {
            assertThat(GenaiField.read(unknown)).as(unknown).isEmpty();
        }
    }
}
