package io.machinenativeops.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DiskGuardTest {

    private final AtomicLong free = new AtomicLong(1_000);
    private final List<String> statements = new ArrayList<>();
    private final DiskGuard guard = new DiskGuard(free::get, 400, statements::add);

    @Test
    void refusesRowsAndStopsMergesBeforeTheDiskIsFull() {
        guard.look();
        assertThatCode(guard::requireRoom).doesNotThrowAnyException();
        assertThat(statements).isEmpty();

        free.set(399);

        assertThatThrownBy(guard::requireRoom)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("Code: 243")
                .hasMessageContaining("399 bytes left, expected at least 400");
        guard.look();
        guard.look();
        assertThat(statements).containsExactly("SYSTEM STOP MERGES");
    }

    @Test
    void goesOnOnlyWhenThereIsClearlyMoreSpace() {
        free.set(399);
        guard.look();
        free.set(499);
        guard.look();
        assertThatThrownBy(guard::requireRoom).isInstanceOf(EngineException.class);

        free.set(500);
        guard.look();

        assertThatCode(guard::requireRoom).doesNotThrowAnyException();
        assertThat(statements).containsExactly("SYSTEM STOP MERGES", "SYSTEM START MERGES");
    }
}
