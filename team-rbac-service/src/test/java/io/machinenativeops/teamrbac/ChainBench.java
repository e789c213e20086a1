package io.machinenativeops.teamrbac;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.teamrbac.audit.AuditEntry;
import io.machinenativeops.teamrbac.audit.ChainCheck;
import io.machinenativeops.teamrbac.audit.ChainHead;
import io.machinenativeops.teamrbac.audit.ChainKeys;
import io.machinenativeops.teamrbac.audit.ChainedEntry;
import io.machinenativeops.teamrbac.key.ApiKey;
import io.machinenativeops.teamrbac.key.Pepper;

/** How fast entries are chained and verified, and keys read and compared, in process and on one thread. */
public final class ChainBench {

    private static final int ENTRIES = 200_000;
    private static final int KEYS = 1_000_000;

    private ChainBench() {}

    public static void main(String[] arguments) {
        for (int round = 0; round < 2; round++) {
            chain();
            keys();
        }
    }

    private static void chain() {
        var organization = new UUID(1, 1);
        var keys = new ChainKeys("k1", Map.of("k1", new byte[32]));
        var head = ChainHead.start(organization);
        var chain = new ArrayList<ChainedEntry>(ENTRIES);
        long begin = System.nanoTime();
        for (int each = 0; each < ENTRIES; each++) {
            chain.add(keys.append(
                    head,
                    new AuditEntry(
                            new UUID(2, each),
                            organization,
                            Instant.EPOCH.plusMillis(each),
                            "role-binding.created",
                            1,
                            new AuditEntry.Party("user", "018f0000-0000-7000-8000-000000000001", "Ann Example"),
                            List.of(new AuditEntry.Party("user", "018f0000-0000-7000-8000-000000000002", null)),
                            Map.of("address", "203.0.113.7", "userAgent", "curl/8.5.0", "traceId", "0af7651916cd43dd"),
                            Map.of("role", "developer", "scope", "project:018f0000-0000-7000-8000-000000000003"))));
            head = chain.getLast().head();
        }
        say("entries chained", ENTRIES, begin);
        begin = System.nanoTime();
        var check = new ChainCheck(keys, ChainHead.start(organization), List.of());
        chain.forEach(check::accept);
        say("entries verified (" + check.faultCount() + " faults)", ENTRIES, begin);
    }

    private static void keys() {
        var chance = new SecureRandom();
        var key = ApiKey.generate(chance);
        var text = key.text();
        var wrong = text.substring(0, text.length() - 1) + (text.endsWith("0") ? "1" : "0");
        var pepper = new Pepper(new byte[32]);
        var stored = pepper.digest(key);
        long begin = System.nanoTime();
        int good = 0;
        for (int each = 0; each < KEYS; each++) {
            try {
                good += ApiKey.parse(each % 2 == 0 ? text : wrong).keyId().length();
            } catch (RuntimeException refused) {
                good++;
            }
        }
        say("keys read or refused (" + good + ")", KEYS, begin);
        begin = System.nanoTime();
        boolean matches = true;
        for (int each = 0; each < KEYS; each++) {
            matches &= pepper.matches(key, stored);
        }
        say("keys compared (" + matches + ")", KEYS, begin);
    }

    private static void say(String what, int count, long begin) {
        long nanos = System.nanoTime() - begin;
        System.out.printf(
                Locale.ROOT,
                "%-40s %,12d/s  %6.2f us each%n",
                what,
                count * 1_000_000_000L / nanos,
                nanos / 1e3 / count);
    }
}
