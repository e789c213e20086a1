package io.machinenativeops.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeysTest {

    /** 32 bytes of zero. */
    private final Keys keys = new Keys("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    /** Worked out with hmac, hashlib and zlib of Python. */
    @Test
    void makesKeysAsTeamRbacDoes() {
        assertThat(keys.text(Tenants.keyId(2, 1)))
                .isEqualTo("mno_live_b000002k00000001_29ac60847b2745adabdd2a97b05b62c32xeAYq");
        assertThat(keys.stored(Tenants.keyId(2, 1)))
                .isEqualTo("036326531569ae48502492c3347ef967360d6b758f1a3fc716c1399007a2b7dd");
    }

    @Test
    void spreadsKeysOverTheFirstHundredOrganisations() {
        var tenants = new Tenants(150, 10, 250);

        assertThat(tenants.keysOf(0)).isEqualTo(3);
        assertThat(tenants.keysOf(50)).isEqualTo(2);
        assertThat(tenants.keysOf(100)).isZero();
        assertThat(tenants.keyId(0L)).isEqualTo("b000000k00000001");
        assertThat(tenants.keyId(249L)).isEqualTo("b000049k00000003");
        assertThat(tenants.keyId(250L)).isEqualTo("b000000k00000001");
    }
}
