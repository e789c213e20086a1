package io.machinenativeops.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final byte[] CONTENT = "a token".getBytes(StandardCharsets.UTF_8);

    @Test
    void opensOnlyWhatItClosedForTheSameName() {
        var seal = new Seal(KEY);
        var sealed = seal.close("session:a", CONTENT);

        assertThat(new Seal(KEY).open("session:a", sealed)).isEqualTo(CONTENT);
        assertThat(seal.open("session:b", sealed))
                .as("moved to another session")
                .isNull();
        assertThat(new Seal(null).open("session:a", sealed)).as("another key").isNull();
        assertThat(seal.open("session:a", new byte[3])).isNull();
        sealed[20] ^= 1;
        assertThat(seal.open("session:a", sealed)).as("altered").isNull();
        assertThat(seal.close("session:a", CONTENT)).isNotEqualTo(seal.close("session:a", CONTENT));
    }

    @Test
    void refusesAKeyOfAnotherLength() {
        assertThatThrownBy(() -> new Seal("AAAA"))
                .hasMessage("MNO_SESSION_ENCRYPTION has 3 bytes: expected 32, in base64");
        assertThatThrownBy(() -> new Seal("not base64!")).isInstanceOf(IllegalStateException.class);
    }
}
