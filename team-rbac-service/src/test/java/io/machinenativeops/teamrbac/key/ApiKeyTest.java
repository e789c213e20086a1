package io.machinenativeops.teamrbac.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiKeyTest {

    /** Checksums worked out with zlib.crc32 of Python, written with base 62 by hand. */
    private static final String KEY = "mno_live_0123456789ABCDEF_abcdefghijklmnopqrstuvwxyz0123450mUBOL";

    private static final String LEADING_ZEROS = "mno_live_0123456789ABCDEF_0000000000000000000000000000010600kqYZ";
    private static final SecureRandom CHANCE = new SecureRandom();

    @Test
    void hasTheChecksumThatPythonWorksOut() {
        var key = ApiKey.parse(KEY);

        assertThat(key.keyId()).isEqualTo("0123456789ABCDEF");
        assertThat(key.secret()).isEqualTo("abcdefghijklmnopqrstuvwxyz012345");
        assertThat(key.text()).isEqualTo(KEY);
        assertThat(ApiKey.parse(LEADING_ZEROS).text()).isEqualTo(LEADING_ZEROS);
    }

    @Test
    void isMadeByChanceAndReadBack() {
        var seen = new HashSet<String>();
        var letters = new HashSet<Integer>();
        for (int each = 0; each < 2_000; each++) {
            var key = ApiKey.generate(CHANCE);
            assertThat(ApiKey.parse(key.text())).isEqualTo(key);
            assertThat(key.text()).matches("mno_live_[0-9A-Za-z]{16}_[0-9A-Za-z]{38}");
            seen.add(key.keyId());
            seen.add(key.secret());
            key.secret().chars().forEach(letters::add);
        }
        assertThat(seen).hasSize(4_000);
        assertThat(letters).hasSize(62);
    }

    @Test
    void rotationKeepsTheKeyId() {
        var key = ApiKey.generate(CHANCE);
        var rotated = key.rotated(CHANCE);

        assertThat(rotated.keyId()).isEqualTo(key.keyId());
        assertThat(rotated.secret()).isNotEqualTo(key.secret());
    }

    @Test
    void everyOtherLetterAtAnyPlaceIsRefused() {
        for (int place = 0; place < KEY.length(); place++) {
            for (char letter : "0aZ_-é \n\u200B".toCharArray()) {
                var changed = KEY.substring(0, place) + letter + KEY.substring(place + 1);
                if (!changed.equals(KEY)) {
                    assertThatThrownBy(() -> ApiKey.parse(changed)).isInstanceOf(InvalidApiKeyException.class);
                }
            }
        }
    }

    @Test
    void noiseAroundIsRefusedNotTrimmed() {
        for (var wrong : List.of(
                "",
                " " + KEY,
                KEY + " ",
                KEY + "\n",
                KEY + "\0",
                "\uFEFF" + KEY,
                KEY + "\u200B",
                KEY + KEY,
                KEY.substring(1),
                KEY.substring(0, KEY.length() - 1),
                KEY.toUpperCase(Locale.ROOT),
                // full-width zero, Cyrillic А, Arabic-Indic digit: all digits or letters to a careless pattern
                KEY.replace('0', '０'),
                KEY.replace('A', 'А'),
                KEY.replace('1', '١'),
                "x".repeat(1_000_000))) {
            assertThatThrownBy(() -> ApiKey.parse(wrong)).isInstanceOf(InvalidApiKeyException.class);
        }
    }

    @Test
    void randomTextsAreNoKeys() {
        var random = new Random(5);
        for (int each = 0; each < 20_000; each++) {
            var noise = new byte[random.nextInt(80)];
            random.nextBytes(noise);
            var text = (random.nextBoolean() ? ApiKey.PREFIX : "") + new String(noise, StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> ApiKey.parse(text)).isInstanceOf(InvalidApiKeyException.class);
        }
    }

    @Test
    void saysWhatIsWrongWithoutRepeatingIt() {
        assertThatThrownBy(() -> ApiKey.parse("sk-abc")).hasMessage("It does not begin with mno_live_.");
        assertThatThrownBy(() -> ApiKey.parse("mno_live_abc"))
                .hasMessage("Behind mno_live_ there are 3 characters: expected 16, an underscore and 38, of 0-9, A-Z"
                        + " and a-z.");
        assertThatThrownBy(() -> ApiKey.parse(KEY.replace('b', 'c')))
                .hasMessage("Its checksum is wrong: it was mistyped, cut or made up.");
    }

    @Test
    void theSecretIsNeverShownByAccident() {
        var key = ApiKey.parse(KEY);

        assertThat(key.prefix()).isEqualTo("mno_live_0123456789ABCDEF");
        assertThat(key).hasToString("mno_live_0123456789ABCDEF_…");
        assertThat("" + key).doesNotContain(key.secret());
    }

    @Test
    void partsOfAnotherShapeMakeNoKey() {
        assertThatThrownBy(() -> new ApiKey("0123456789ABCDE", "abcdefghijklmnopqrstuvwxyz012345"))
                .hasMessage("the key id has 15 characters: expected 16 of 0-9, A-Z and a-z");
        assertThatThrownBy(() -> new ApiKey("0123456789ABCDEF", "abcdefghijklmnopqrstuvwxyz01234_"))
                .hasMessage("the secret has 32 characters: expected 32 of 0-9, A-Z and a-z");
    }

    @Test
    void whatIsStoredIsWhatPythonWorksOut() {
        var pepper =
                new Pepper(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
        var stored = HexFormat.of().parseHex("9fb66ecb062a09ad3ec90cf518ad2d054153af4a8e19ecbda48a00a0a6dddff5");
        var key = ApiKey.parse(KEY);

        assertThat(pepper.digest(key)).isEqualTo(stored);
        assertThat(pepper.matches(key, stored)).isTrue();
        assertThat(pepper.matches(key.rotated(CHANCE), stored)).isFalse();
        assertThat(pepper.matches(key, new byte[0])).isFalse();
        assertThat(new Pepper(new byte[32]).matches(key, stored)).isFalse();
        assertThatThrownBy(() -> new Pepper(new byte[31])).hasMessage("the pepper has 31 bytes: expected at least 32");
    }
}
