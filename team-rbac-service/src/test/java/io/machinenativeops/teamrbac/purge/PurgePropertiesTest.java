package io.machinenativeops.teamrbac.purge;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PurgePropertiesTest {

    @Test
    void keepsWhatCanBeRestored() {
        assertThatThrownBy(() -> new PurgeProperties(Duration.ofDays(29), Duration.ofHours(1)))
                .hasMessageContaining("MNO_PURGE_AFTER")
                .hasMessageContaining("30d");
    }
}
