package io.machinenativeops.local;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {

    @Test
    void syncsEveryWriteUnlessToldOtherwise() {
        assertThat(Settings.from(Map.of()).redisFsync()).isEqualTo("always");
        assertThat(Settings.from(Map.of("MNO_REDIS_FSYNC", "everysec")).redisFsync())
                .isEqualTo("everysec");
    }

    @Test
    void namesABadSyncPolicyAndThoseThatAreKnown() {
        assertThatThrownBy(() -> Settings.from(Map.of("MNO_REDIS_FSYNC", "sometimes")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MNO_REDIS_FSYNC is 'sometimes': one of [always, everysec, no] is expected");
    }

    @Test
    void tellsAnotherProcessAllItWasTold() {
        var told = Settings.from(Map.of(
                "MNO_ROOT",
                "/repository",
                "MNO_PORT_BASE",
                "9000",
                "MNO_REDIS_FSYNC",
                "no",
                "REDIS_URL",
                "redis://127.0.0.1:1",
                "POSTGRES_URL",
                "jdbc:postgresql://db/usage"));

        assertThat(Settings.from(told.environment())).isEqualTo(told);
    }
}
