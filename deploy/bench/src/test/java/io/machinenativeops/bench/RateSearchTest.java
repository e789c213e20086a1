package io.machinenativeops.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateSearchTest {

    @Test
    void comesCloseToTheRateThatBreaks() {
        var search = new RateSearch(1_000);
        int steps = 1;
        while (search.goesOn(search.trying() <= 7_300)) {
            steps++;
        }

        assertThat(search.best().orElseThrow()).isBetween(6_800.0, 7_300.0);
        assertThat(steps).isLessThan(12);
    }

    @Test
    void goesDownWhenTheFirstRateBreaks() {
        var search = new RateSearch(8_000);

        assertThat(search.goesOn(false)).isTrue();
        assertThat(search.trying()).isEqualTo(4_000);
        assertThat(search.goesOn(true)).isTrue();
        assertThat(search.trying()).isEqualTo(6_000);
    }

    @Test
    void endsWithoutARateWhereNoneHolds() {
        var search = new RateSearch(4);
        int steps = 1;
        while (search.goesOn(false)) {
            steps++;
        }

        assertThat(search.best()).isEmpty();
        assertThat(steps).isEqualTo(3);
    }
}
