package io.machinenativeops.platform.digest;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class Sha256Test {

    /** The example of FIPS 180-4. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isWhatTheStandardSays() {
        assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);
        assertThat(Sha256.of("abc")).hasSize(32).isEqualTo(Sha256.of(new byte[] {'a', 'b', 'c'}));
        var parts = Sha256.begun();
        parts.update("a".getBytes(StandardCharsets.UTF_8));
        assertThat(parts.digest("bc".getBytes(StandardCharsets.UTF_8))).isEqualTo(Sha256.of("abc"));
    }
}
