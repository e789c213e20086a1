package io.machinenativeops.teamrbac.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** Verifies the log of an organisation, part by part: entries against their hashes, and both ends against checkpoints. */
final class LogCheck {

    private static final int A_READ = 2_000;
    private static final int MOST_CHECKPOINTS = 2_000;

    private final AuditStore entries;
    private final CheckpointStore checkpoints;
    private final AuditKeys keys;

    LogCheck(AuditStore entries, CheckpointStore checkpoints, AuditKeys keys) {
        this.entries = entries;
        this.checkpoints = checkpoints;
        this.keys = keys;
    }

    /**
     * What was found.
     *
     * @param from the entry before the first that was looked at
     * @param to where it stands now
     * @param complete whether that is the end of the log
     * @param forged sequences of checkpoints whose signatures are not of their content
     */
    record Result(
            ChainHead from,
            ChainHead to,
            boolean complete,
            long verified,
            int checkpoints,
            List<Long> forged,
            List<ChainFault> faults,
            long faultCount) {}

    /**
     * Goes through the log.
     *
     * @param after where an earlier part ended; null to begin
     * @param most entries to look at
     */
    Result check(UUID organization, @Nullable ChainHead after, int most) {
        var from = after == null ? beginning(organization) : after;
        // Before the head: none of them is honestly further than that.
        var signed = checkpoints.from(organization, from.sequence(), MOST_CHECKPOINTS);
        var newest = checkpoints.before(organization, null, 1);
        var end = entries.head(organization);
        var good = new ArrayList<Checkpoint>();
        var forged = new ArrayList<Long>();
        for (var each :
                Stream.concat(signed.stream(), newest.stream()).distinct().toList()) {
            if (keys.isSigned(each.checkpoint(), each.keyId())) {
                good.add(each.checkpoint());
            } else {
                forged.add(each.checkpoint().head().sequence());
            }
        }
        int compared = good.size();
        // What the head says is no proof, but the log must not contradict it.
        good.add(new Checkpoint(end, Instant.EPOCH, ""));
        var check = new ChainCheck(keys.chain(), from, good);
        long verified = 0;
        boolean complete = false;
        long last = from.sequence();
        while (!complete && verified < most) {
            int wanted = (int) Math.min(A_READ, most - verified);
            var part = entries.after(organization, last, wanted);
            for (var each : part) {
                check.accept(each.chained());
                last = each.chained().sequence();
            }
            verified += part.size();
            complete = part.size() < wanted;
        }
        if (complete) {
            check.end();
        }
        return new Result(from, check.head(), complete, verified, compared, forged, check.faults(), check.faultCount());
    }

    /** Before the first entry: where retention has deleted the oldest, a checkpoint stands in for them. */
    private ChainHead beginning(UUID organization) {
        long first = entries.first(organization)
                .orElseGet(() -> entries.head(organization).sequence() + 1);
        return first == 1
                ? ChainHead.start(organization)
                : checkpoints
                        .good(organization, first - 1)
                        .map(Checkpoint::head)
                        .orElse(ChainHead.start(organization));
    }
}
