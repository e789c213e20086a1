package io.machinenativeops.teamrbac.audit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** RFC 8785, with its own example of sorting (section 3.2.3) and the escapes of section 3.2.2.2. */
class CanonicalJsonTest {

    @Test
    void sortsByUtf16CodeUnitsAsInTheExampleOfTheRfc() {
        var members = new LinkedHashMap<String, String>();
        members.put("€", "Euro Sign");
        members.put("\r", "Carriage Return");
        members.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
        members.put("1", "One");
        members.put("\ud83d\ude00", "Emoji: Grinning Face");
        members.put("\u0080", "Control");
        members.put("ö", "Latin Small Letter O With Diaeresis");

        assertThat(CanonicalJson.of(members))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @Test
    void escapesAsLittleAsPossible() {
        assertThat(CanonicalJson.of("\u20ac$\u000f\nA'B\"\\\"/\b\t\f\u007f"))
                .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\"/\\b\\t\\f\u007f\"");
    }

    @Test
    void writesEveryKindOfValue() {
        assertThat(CanonicalJson.of(Map.of("b", List.of(1, 2L, true), "a", List.of(), "c", Map.of())))
                .isEqualTo("{\"a\":[],\"b\":[1,2,true],\"c\":{}}");
        assertThat(CanonicalJson.of(Arrays.asList(null, false, -9007199254740991L)))
                .isEqualTo("[null,false,-9007199254740991]");
    }

    @Test
    void refusesWhatHasNoSingleForm() {
        assertThatThrownBy(() -> CanonicalJson.of(List.of(9007199254740992L)))
                .hasMessageStartingWith("'9007199254740992' (Long) has no canonical form");
        assertThatThrownBy(() -> CanonicalJson.of(1.5)).hasMessageStartingWith("'1.5' (Double) has no canonical form");
        for (var half : List.of("a\ud83d", "a\ude00", "a\ud83db")) {
            assertThatThrownBy(() -> CanonicalJson.of(half))
                    .hasMessage("a text holds half a surrogate pair (position 1): expected well-formed Unicode");
        }
    }
}
