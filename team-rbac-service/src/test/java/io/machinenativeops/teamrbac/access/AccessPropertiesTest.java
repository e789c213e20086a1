package io.machinenativeops.teamrbac.access;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AccessPropertiesTest {

    @Test
    void holdsAsManyRowsAsAQuarterOfTheHeapHoldsUnlessToldOtherwise() {
        long heap = Runtime.getRuntime().maxMemory();

        assertThat(new AccessProperties(Duration.ofSeconds(30), 0).mostRows() * 150)
                .isBetween(heap / 4 - 150, heap / 4);
        assertThat(new AccessProperties(Duration.ofSeconds(30), 7).mostRows()).isEqualTo(7);
        assertThatThrownBy(() -> new AccessProperties(Duration.ofSeconds(30), -1))
                .hasMessageContaining("mno.access.most-rows is -1");
    }
}
