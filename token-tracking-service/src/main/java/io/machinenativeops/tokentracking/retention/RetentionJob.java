package io.machinenativeops.tokentracking.retention;

import java.time.Duration;
import java.time.YearMonth;

import io.machinenativeops.tokentracking.storage.UsageDeletion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Deletes usage that is older than its organisation keeps. Each organisation is one replica's at a time; a deletion can be
 * repeated without harm, so that whoever takes it over begins anew.
 */
final class RetentionJob {

    private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);
    /** Longer than a deletion takes: ClickHouse is given up on earlier. */
    private static final Duration LOAN = Duration.ofMinutes(15);

    private final RetentionStore store;
    private final UsageDeletion usage;

    RetentionJob(RetentionStore store, UsageDeletion usage) {
        this.store = store;
        this.usage = usage;
    }

    /** Goes through what is due; what fails is due again after a while. */
    @Scheduled(initialDelayString = "${mno.retention.interval:10m}", fixedDelayString = "${mno.retention.interval:10m}")
    void enforce() {
        try {
            for (var due = store.claim(LOAN); due.isPresent(); due = store.claim(LOAN)) {
                delete(due.get());
            }
        } catch (RuntimeException away) {
            log.warn("Usage past its retention is deleted later: {}", away.getMessage());
        }
    }

    private void delete(RetentionStore.Due due) {
        usage.deleteBefore(due.organization(), due.before());
        var before = due.deletedBefore();
        if (before == null || !YearMonth.from(before).equals(YearMonth.from(due.before()))) {
            usage.reclaim();
        }
        store.done(due);
        log.info("Deleted usage of organisation {} before {}", due.organization(), due.before());
    }
}
