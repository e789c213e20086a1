package io.machinenativeops.gateway.limit;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FairShareTest {

    private final FairShare share = new FairShare(16, 12);

    private long take(String who, int times) {
        return IntStream.range(0, times).filter(_ -> share.take(who)).count();
    }

    @Test
    void leavesRoomBesideWhoIsAlone() {
        assertThat(take("a", 20)).isEqualTo(12);
        assertThat(take("b", 1)).isEqualTo(1);
    }

    @Test
    void whoHoldsMoreThanAnEqualShareGetsNoMoreWhilePlacesAreScarce() {
        assertThat(take("a", 12)).isEqualTo(12);
        // 16 places for two: eight each. The twelve of the first are no reason to refuse the second its eight.
        assertThat(take("b", 20)).isEqualTo(8);
        share.giveBack("a");
        assertThat(share.take("a")).isFalse();
    }

    @Test
    void smallUseIsNotRefusedWhereMuchIsFree() {
        for (var one = 0; one < 10; one++) {
            share.take("small-" + one);
            share.giveBack("small-" + one);
        }
        // An equal share of eleven would be one; a quarter of the places has to stay free.
        assertThat(take("a", 20)).isEqualTo(12);
    }

    @Test
    void whatIsGivenBackIsFreeAgain() {
        take("a", 12);
        IntStream.range(0, 12).forEach(_ -> share.giveBack("a"));
        assertThat(take("a", 12)).isEqualTo(12);
    }
}
