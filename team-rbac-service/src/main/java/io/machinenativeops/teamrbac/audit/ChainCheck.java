package io.machinenativeops.teamrbac.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Verifies a chain, entry by entry in the order of sequences. It may stop anywhere: {@link #head()} is where a later check
 * goes on. After a fault it goes on from what is stored, so that each fault is told once.
 */
public final class ChainCheck {

    private static final int MOST_FAULTS = 1000;

    private final ChainKeys keys;
    private final NavigableMap<Long, String> checkpoints = new TreeMap<>();
    private final List<ChainFault> faults = new ArrayList<>();
    private ChainHead head;
    private long faultCount;

    /**
     * @param from where an earlier check ended, or {@link ChainHead#start}
     * @param checkpoints of this chain, whose signatures were looked at
     */
    public ChainCheck(ChainKeys keys, ChainHead from, List<Checkpoint> checkpoints) {
        this.keys = keys;
        this.head = from;
        for (var each : checkpoints) {
            var stood = each.head();
            if (!stood.organization().equals(from.organization())) {
                throw new IllegalArgumentException("a checkpoint of organisation " + stood.organization()
                        + " says nothing about " + from.organization());
            }
            if (stood.sequence() > from.sequence()) {
                this.checkpoints.put(stood.sequence(), stood.hash());
            } else if (stood.sequence() == from.sequence() && !stood.hash().equals(from.hash())) {
                rewritten(from.sequence());
            }
        }
    }

    /** Looks at the next entry. */
    public void accept(ChainedEntry entry) {
        long sequence = entry.sequence();
        long expected = head.sequence() + 1;
        if (!entry.entry().organization().equals(head.organization())) {
            fault(
                    sequence,
                    ChainFault.Kind.FOREIGN,
                    "it belongs to organisation " + entry.entry().organization());
            return;
        }
        if (sequence < expected) {
            fault(sequence, ChainFault.Kind.FORK, "another entry stands at this place");
            return;
        }
        if (sequence > expected) {
            fault(expected, ChainFault.Kind.GAP, "entries " + expected + " to " + (sequence - 1) + " are missing");
        } else if (!entry.previous().equals(head.hash())) {
            fault(sequence, ChainFault.Kind.FORK, "it does not follow on entry " + head.sequence() + " as stored");
        }
        var hash = keys.hash(entry);
        if (hash.isEmpty()) {
            fault(sequence, ChainFault.Kind.UNKNOWN_KEY, "the key '" + entry.keyId() + "' is not known");
        } else if (!hash.get().equals(entry.hash())) {
            fault(sequence, ChainFault.Kind.EDITED, "its hash is not of this content");
        }
        var stood = checkpoints.get(sequence);
        if (stood != null && !stood.equals(entry.hash())) {
            rewritten(sequence);
        }
        head = entry.head();
    }

    /** Says that no entry follows. */
    public void end() {
        var last = checkpoints.lastEntry();
        if (last != null && last.getKey() > head.sequence()) {
            fault(
                    head.sequence() + 1,
                    ChainFault.Kind.TRUNCATED,
                    "the chain ends with entry " + head.sequence() + ", but reached " + last.getKey());
        }
    }

    /** Where the check stands. */
    public ChainHead head() {
        return head;
    }

    /** The first thousand faults, in the order in which they were found. */
    public List<ChainFault> faults() {
        return List.copyOf(faults);
    }

    /** How many faults there are in all. */
    public long faultCount() {
        return faultCount;
    }

    private void rewritten(long sequence) {
        fault(sequence, ChainFault.Kind.REWRITTEN, "a checkpoint says that another entry stood here");
    }

    private void fault(long sequence, ChainFault.Kind kind, String detail) {
        faultCount++;
        if (faults.size() < MOST_FAULTS) {
            faults.add(new ChainFault(sequence, kind, detail));
        }
    }
}
