package io.machinenativeops.teamrbac.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what services tell of. What comes again changes nothing; what can't be taken is kept as it came. */
final class AuditLog {

    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    private static final int A_PAGE = 100;

    private final EntryReader reader;
    private final AuditStore store;

    AuditLog(EntryReader reader, AuditStore store) {
        this.reader = reader;
        this.store = store;
    }

    /**
     * Takes a batch. When this returns, all of it is kept.
     *
     * @throws ProblemException {@code unavailable} when the store can't be reached: then some may be kept
     */
    void take(List<byte[]> messages) {
        Map<UUID, List<TakenEntry>> byOrganization = new LinkedHashMap<>();
        for (var message : messages) {
            try {
                var entry = reader.read(message);
                byOrganization
                        .computeIfAbsent(entry.entry().organization(), _ -> new ArrayList<>())
                        .add(entry);
            } catch (IllegalArgumentException unreadable) {
                keep(message, unreadable);
            }
        }
        byOrganization.forEach(this::append);
    }

    /**
     * Takes what could not be taken before, as by an older version of this service.
     *
     * @return how many messages are entries now
     */
    int takeUnread() {
        int taken = 0;
        for (var page = store.unread(null, A_PAGE); !page.isEmpty(); page = store.unread(page.getLast(), A_PAGE)) {
            for (var message : page) {
                if (takeUnread(message)) {
                    taken++;
                }
            }
        }
        return taken;
    }

    private boolean takeUnread(byte[] message) {
        try {
            var entry = reader.read(message);
            store.append(entry.entry().organization(), List.of(entry));
            // After that: whoever comes in between finds the entry twice, and leaves it out.
            store.forgetUnread(message);
            return true;
        } catch (ProblemException away) {
            throw away;
        } catch (RuntimeException still) {
            return false;
        }
    }

    private void append(UUID organization, List<TakenEntry> entries) {
        try {
            store.append(organization, entries);
        } catch (ProblemException away) {
            throw away;
        } catch (RuntimeException unfit) {
            // One that the store refuses must not keep the others out.
            if (entries.size() == 1) {
                keep(entries.getFirst().message(), unfit);
            } else {
                entries.forEach(each -> append(organization, List.of(each)));
            }
        }
    }

    private void keep(byte[] message, RuntimeException reason) {
        log.error("a message of audit.recorded can't be taken and is kept apart: {}", reason.getMessage());
        store.keepUnread(message, String.valueOf(reason.getMessage()));
    }
}
