package io.machinenativeops.platform.address;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.112.255, false",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.8/29, 203.0.113.15, true",
        "203.0.113.8/29, 203.0.113.16, false",
        "0.0.0.0/0, 198.51.100.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "198.51.100.7, 198.51.100.7, true",
        "198.51.100.7, 198.51.100.6, false",
        "198.51.100.7, ::ffff:198.51.100.7, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 198.51.100.7, false",
        "2001:DB8::1/128, 2001:db8:0:0:0:0:0:1, true",
        "203.0.113.0/24, localhost, false",
        "203.0.113.0/24, '', false",
        "203.0.113.0/24, 203.0.113.7:443, false",
    })
    void holdsTheAddressesWithTheSameFirstBits(String range, String source, boolean held) {
        assertThat(AddressRange.admit(List.of(AddressRange.of(range)), source)).isEqualTo(held);
    }

    @Test
    void admitsEverybodyWhereThereIsNone() {
        assertThat(AddressRange.admit(List.of(), "whatever")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "example.com", "203.0.113", "203.0.113.0/", "203.0.113.0/33", "203.0.113.0/+8", "203.0.113.0/08",
                "203.0.113.1/24", "256.0.0.1", "01.2.3.4", "2001:db8::/129", "2001:db8::1/64", "2001:::1",
                        "fe80::1%1/128",
                "203.0.113.0 /24", "/8", "::ffff:203.0.113.0/96"
            })
    void refusesWhatIsNoRange(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.of(text))
                .withMessageContaining("'" + text);
    }
}
