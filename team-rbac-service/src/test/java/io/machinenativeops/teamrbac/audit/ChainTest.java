package io.machinenativeops.teamrbac.audit;

import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.teamrbac.audit.AuditEntry.Party;
import io.machinenativeops.teamrbac.audit.ChainFault.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class ChainTest {

    private static final UUID ORGANIZATION = UUID.fromString("018f0000-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("018f0000-0000-7000-8000-000000000002");
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.123456789Z");
    private static final byte[] KEY =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final ChainKeys KEYS = new ChainKeys("k1", Map.of("k1", KEY));

    @Test
    void hashesAreWhatPythonWorksOut() {
        // hmac.new(bytes(range(32)), b"mno-audit-1\n" + previous + b"\n" + json.dumps(entry, sort_keys=True, …))
        var first = KEYS.append(
                ChainHead.start(ORGANIZATION),
                entry("018f0000-0000-7000-8000-00000000000a", "member.suspended", Map.of("reason", "line\nbreak")));
        var second =
                KEYS.append(first.head(), entry("018f0000-0000-7000-8000-00000000000b", "member.resumed", Map.of()));

        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.previous()).isEqualTo("0".repeat(64));
        assertThat(first.hash()).isEqualTo("d4fe7eedbec21285db074c0e8416e1ac00ddf41ef6f4e864a646e2edb38c43bc");
        assertThat(second.sequence()).isEqualTo(2);
        assertThat(second.hash()).isEqualTo("8d1d7fab39c2c338f8e703006bd6b0904a6dffa205c6e941a0ba28aebdd65296");
    }

    @Test
    void anUntouchedChainHasNoFaults() {
        var chain = chain(50);
        var check = check(chain, ChainHead.start(ORGANIZATION));

        assertThat(check.faults()).isEmpty();
        assertThat(check.faultCount()).isZero();
        assertThat(check.head()).isEqualTo(chain.getLast().head());
    }

    @Test
    void findsWhatIsMissingInTheMiddle() {
        var chain = chain(10);
        chain.subList(3, 5).clear();

        assertThat(check(chain, ChainHead.start(ORGANIZATION)).faults())
                .containsExactly(new ChainFault(4, Kind.GAP, "entries 4 to 5 are missing"));
    }

    @Test
    void findsWhatIsMissingAtTheStart() {
        assertThat(check(chain(10).subList(1, 10), ChainHead.start(ORGANIZATION))
                        .faults())
                .containsExactly(new ChainFault(1, Kind.GAP, "entries 1 to 1 are missing"));
    }

    @Test
    void findsEveryEditedField() throws ReflectiveOperationException {
        var whole = chain(5);
        var third = whole.get(2).entry();
        var edits = List.<Map.Entry<String, Object>>of(
                Map.entry("id", OTHER),
                Map.entry("occurredAt", third.occurredAt().plusMillis(1)),
                Map.entry("action", "member.resumed"),
                Map.entry("version", 2),
                Map.entry("actor", new Party("user", "u-2", "Zoë \"Z\"")),
                Map.entry("actor", new Party("user", "u-1", null)),
                Map.entry("targets", List.of()),
                Map.entry("context", Map.of()),
                Map.entry("metadata", Map.of("n", "x")));
        for (var edit : edits) {
            var chain = new ArrayList<>(whole);
            var stored = chain.get(2);
            chain.set(2, new ChainedEntry(edited(third, edit), 3, stored.keyId(), stored.previous(), stored.hash()));

            assertThat(check(chain, ChainHead.start(ORGANIZATION)).faults())
                    .as(edit.toString())
                    .containsExactly(new ChainFault(3, Kind.EDITED, "its hash is not of this content"));
        }
        // One of another organisation is no edit, but foreign.
        assertThat(edits.stream().map(Map.Entry::getKey).distinct())
                .hasSize(AuditEntry.class.getRecordComponents().length - 1);
    }

    /** The entry with another value in one of its components. */
    private static AuditEntry edited(AuditEntry entry, Map.Entry<String, Object> edit)
            throws ReflectiveOperationException {
        var values = new ArrayList<Object>();
        for (var component : AuditEntry.class.getRecordComponents()) {
            values.add(
                    component.getName().equals(edit.getKey())
                            ? edit.getValue()
                            : component.getAccessor().invoke(entry));
        }
        return (AuditEntry) AuditEntry.class.getDeclaredConstructors()[0].newInstance(values.toArray());
    }

    @Test
    void findsAnEntryThatWasMadeAnewWithoutTheKey() {
        var forger = new ChainKeys("k1", Map.of("k1", new byte[32]));
        var chain = chain(5);
        chain.set(2, forger.append(chain.get(1).head(), entry(OTHER.toString(), "member.resumed", Map.of())));

        assertThat(check(chain, ChainHead.start(ORGANIZATION)).faults())
                .containsExactly(
                        new ChainFault(3, Kind.EDITED, "its hash is not of this content"),
                        new ChainFault(4, Kind.FORK, "it does not follow on entry 3 as stored"));
    }

    @Test
    void findsEntriesThatChangedPlaces() {
        var chain = chain(5);
        var second = chain.get(1);
        var third = chain.get(2);
        chain.set(1, new ChainedEntry(third.entry(), 2, "k1", second.previous(), second.hash()));
        chain.set(2, new ChainedEntry(second.entry(), 3, "k1", third.previous(), third.hash()));

        assertThat(check(chain, ChainHead.start(ORGANIZATION)).faults())
                .extracting(ChainFault::sequence, ChainFault::kind)
                .containsExactly(tuple(2L, Kind.EDITED), tuple(3L, Kind.EDITED));
    }

    @Test
    void findsAFork() {
        var chain = chain(5);
        // Two writers read the same head.
        var twin = KEYS.append(chain.get(2).head(), entry(OTHER.toString(), "member.left", Map.of()));
        chain.add(4, twin);

        assertThat(check(chain, ChainHead.start(ORGANIZATION)).faults())
                .containsExactly(new ChainFault(4, Kind.FORK, "another entry stands at this place"));
    }

    @Test
    void findsAForkThatHidesBehindTheNextPlace() {
        var chain = chain(3);
        var stray = KEYS.append(
                new ChainHead(ORGANIZATION, 3, chain.get(1).hash()), entry(OTHER.toString(), "member.left", Map.of()));
        chain.add(stray);

        assertThat(check(chain, ChainHead.start(ORGANIZATION)).faults())
                .containsExactly(new ChainFault(4, Kind.FORK, "it does not follow on entry 3 as stored"));
    }

    @Test
    void findsAnEntryOfAnotherOrganisation() {
        var chain = chain(2);
        var foreign = new AuditEntry(
                OTHER, OTHER, NOW, "member.left", 1, new Party("user", "u-1", null), List.of(), Map.of(), Map.of());
        chain.add(KEYS.append(new ChainHead(OTHER, 2, chain.get(1).hash()), foreign));

        assertThat(check(chain, ChainHead.start(ORGANIZATION)).faults())
                .containsExactly(new ChainFault(3, Kind.FOREIGN, "it belongs to organisation " + OTHER));
        assertThatThrownBy(() -> KEYS.append(ChainHead.start(ORGANIZATION), foreign))
                .hasMessage("an entry of organisation " + OTHER + " does not belong to the chain of " + ORGANIZATION);
    }

    @Test
    void findsACutTailByACheckpoint() throws Exception {
        var chain = chain(10);
        var signer = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var checkpoint = Checkpoint.sign(chain.get(8).head(), NOW, signer.getPrivate());

        var whole = new ChainCheck(KEYS, ChainHead.start(ORGANIZATION), List.of(checkpoint));
        chain.forEach(whole::accept);
        whole.end();
        var cut = new ChainCheck(KEYS, ChainHead.start(ORGANIZATION), List.of(checkpoint));
        chain.subList(0, 7).forEach(cut::accept);
        cut.end();

        assertThat(whole.faults()).isEmpty();
        assertThat(cut.faults())
                .containsExactly(new ChainFault(8, Kind.TRUNCATED, "the chain ends with entry 7, but reached 9"));
    }

    @Test
    void findsAChainMadeAnewWithTheKeyByACheckpoint() throws Exception {
        var signer = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var checkpoint = Checkpoint.sign(chain(5).get(2).head(), NOW, signer.getPrivate());
        var anew = new ArrayList<ChainedEntry>();
        var head = ChainHead.start(ORGANIZATION);
        for (int each = 0; each < 5; each++) {
            anew.add(KEYS.append(head, entry(OTHER.toString(), "nothing.happened", Map.of())));
            head = anew.getLast().head();
        }

        var check = new ChainCheck(KEYS, ChainHead.start(ORGANIZATION), List.of(checkpoint));
        anew.forEach(check::accept);
        check.end();

        var fault = new ChainFault(3, Kind.REWRITTEN, "a checkpoint says that another entry stood here");
        assertThat(check.faults()).containsExactly(fault);
        assertThat(new ChainCheck(KEYS, anew.get(2).head(), List.of(checkpoint)).faults())
                .containsExactly(fault);
    }

    @Test
    void aCheckpointIsWorthItsSignature() throws Exception {
        var keys = KeyPairGenerator.getInstance("Ed25519");
        var signer = keys.generateKeyPair();
        var head = chain(3).getLast().head();
        var checkpoint = Checkpoint.sign(head, NOW, signer.getPrivate());
        var shorter = new ChainHead(ORGANIZATION, 2, head.hash());

        assertThat(checkpoint.isSignedBy(signer.getPublic())).isTrue();
        assertThat(checkpoint.isSignedBy(keys.generateKeyPair().getPublic())).isFalse();
        assertThat(new Checkpoint(shorter, NOW, checkpoint.signature()).isSignedBy(signer.getPublic()))
                .isFalse();
        assertThat(new Checkpoint(head, NOW.plusSeconds(1), checkpoint.signature()).isSignedBy(signer.getPublic()))
                .isFalse();
        assertThat(new Checkpoint(head, NOW, "*").isSignedBy(signer.getPublic()))
                .isFalse();
        var elliptic = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertThatThrownBy(() -> Checkpoint.sign(head, NOW, elliptic.getPrivate()))
                .hasMessage("the key can't sign with Ed25519");
        assertThatThrownBy(() -> new ChainCheck(KEYS, ChainHead.start(OTHER), List.of(checkpoint)))
                .hasMessage("a checkpoint of organisation " + ORGANIZATION + " says nothing about " + OTHER);
    }

    @Test
    void goesOnWhereAnEarlierCheckEnded() {
        var chain = chain(20);
        var first = check(chain.subList(0, 12), ChainHead.start(ORGANIZATION));
        var second = check(chain.subList(12, 20), first.head());
        var skipped = check(chain.subList(13, 20), first.head());

        assertThat(first.head().sequence()).isEqualTo(12);
        assertThat(second.faults()).isEmpty();
        assertThat(second.head()).isEqualTo(chain.getLast().head());
        assertThat(skipped.faults()).containsExactly(new ChainFault(13, Kind.GAP, "entries 13 to 13 are missing"));
    }

    @Test
    void keysChangeWithinAChain() {
        var chain = chain(3);
        var both = new ChainKeys("k2", Map.of("k1", KEY, "k2", new byte[32]));
        chain.add(both.append(chain.getLast().head(), entry(OTHER.toString(), "member.left", Map.of())));

        var known = new ChainCheck(both, ChainHead.start(ORGANIZATION), List.of());
        chain.forEach(known::accept);

        assertThat(known.faults()).isEmpty();
        assertThat(chain.getLast().keyId()).isEqualTo("k2");
        assertThat(check(chain, ChainHead.start(ORGANIZATION)).faults())
                .containsExactly(new ChainFault(4, Kind.UNKNOWN_KEY, "the key 'k2' is not known"));
        assertThatThrownBy(() -> new ChainKeys("k1", Map.of("k1", new byte[16])))
                .hasMessage("the audit key 'k1' has 16 bytes: expected at least 32");
        assertThatThrownBy(() -> new ChainKeys("k3", Map.of("k1", KEY)))
                .hasMessage("the current audit key 'k3' is none of [k1]");
    }

    @Test
    void tellsTheFirstThousandFaultsAndCountsAll() {
        var forger = new ChainKeys("k1", Map.of("k1", new byte[32]));
        var head = ChainHead.start(ORGANIZATION);
        var check = new ChainCheck(KEYS, head, List.of());
        for (int each = 0; each < 1_200; each++) {
            var forged = forger.append(head, entry(OTHER.toString(), "nothing.happened", Map.of()));
            check.accept(forged);
            head = forged.head();
        }

        assertThat(check.faults()).hasSize(1_000);
        assertThat(check.faultCount()).isEqualTo(1_200);
    }

    @Test
    void anEntryHasAnActionAndTheStoresTime() {
        var entry = entry(OTHER.toString(), "member.left", Map.of());

        assertThat(entry.occurredAt()).isEqualTo("2026-11-23T08:00:00.123456Z");
        assertThatThrownBy(() -> entry(OTHER.toString(), " ", Map.of())).hasMessage("an audit entry has an action");
    }

    private static ChainCheck check(List<ChainedEntry> chain, ChainHead from) {
        var check = new ChainCheck(KEYS, from, List.of());
        chain.forEach(check::accept);
        check.end();
        return check;
    }

    private static List<ChainedEntry> chain(int length) {
        var chain = new ArrayList<ChainedEntry>();
        var head = ChainHead.start(ORGANIZATION);
        for (int each = 1; each <= length; each++) {
            chain.add(KEYS.append(
                    head, entry(new UUID(0x7000, each).toString(), "member.suspended", Map.of("n", "" + each))));
            head = chain.getLast().head();
        }
        return chain;
    }

    private static AuditEntry entry(String id, String action, Map<String, Object> metadata) {
        return new AuditEntry(
                UUID.fromString(id),
                ORGANIZATION,
                NOW,
                action,
                1,
                new Party("user", "u-1", "Zoë \"Z\""),
                List.of(new Party("member", "m-1", null)),
                Map.of("address", "203.0.113.7"),
                metadata);
    }
}
