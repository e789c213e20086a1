package io.machinenativeops.platform.paging;

import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.ProblemException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where a page ended, told and read back. */
class CursorTest {

    private static final Cursor CURSOR = new Cursor("q", Map.of("from", "2026-11-20T00:00:00Z"), List.of("a/ü", ""));

    @Test
    void isReadBackAsItWas() {
        assertThat(CURSOR.encoded()).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.decode(CURSOR.encoded(), "q")).isEqualTo(CURSOR);
    }

    @Test
    void belongsToOneQuery() {
        assertThatThrownBy(() -> Cursor.decode(CURSOR.encoded(), "other"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("another query");
        for (var broken : List.of("", "!", "e30", "bnVsbA", CURSOR.encoded().substring(3))) {
            assertThatThrownBy(() -> Cursor.decode(broken, "q"))
                    .as(broken)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("cursor");
        }
    }

    @Test
    void queriesDifferByAllThatIsAskedButThePage() {
        var query = Cursor.digest("/summary", "org", Map.of("agent", List.of("a", "b"), "limit", List.of("10")));

        assertThat(Cursor.digest("/summary", "org", Map.of("agent", List.of("b", "a"), "cursor", List.of("x"))))
                .isEqualTo(query);
        assertThat(Cursor.digest("/events", "org", Map.of("agent", List.of("a", "b"))))
                .isNotEqualTo(query);
        assertThat(Cursor.digest("/summary", "other", Map.of("agent", List.of("a", "b"))))
                .isNotEqualTo(query);
        assertThat(Cursor.digest("/summary", "org", Map.of("agent", List.of("a"))))
                .isNotEqualTo(query);
    }
}
