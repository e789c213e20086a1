package io.machinenativeops.platform.tenancy;

import java.lang.ScopedValue.CallableOp;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The organisation that the running transaction is for, so that JPA sessions are opened for the same; and what follows it. */
final class BoundOrganization {

    /**
     * Stands for no organisation: it matches no row. Not the empty text, which {@code mno.organization} is on a connection that
     * was used before: row-level security would take rows of it in.
     */
    static final String NONE = "none";

    private static final Logger log = LoggerFactory.getLogger(BoundOrganization.class);
    private static final ScopedValue<Bound> BOUND = ScopedValue.newInstance();

    private BoundOrganization() {}

    private record Bound(String organization, List<Runnable> afterwards) {}

    /** Does the work with the organisation bound; when it ended well, and nothing is bound any more, what was to follow it. */
    static <T extends @Nullable Object> T call(String organization, CallableOp<T, RuntimeException> work) {
        var bound = new Bound(organization, new ArrayList<>());
        T result = ScopedValue.where(BOUND, bound).call(work);
        for (var next : bound.afterwards()) {
            try {
                next.run();
            } catch (RuntimeException failure) {
                log.warn("what follows a committed transaction failed: {}", failure.getMessage(), failure);
            }
        }
        return result;
    }

    static boolean isBound() {
        return BOUND.isBound();
    }

    /** Outside of any transaction of {@link TenantDatabase} it is none. */
    static String current() {
        return BOUND.isBound() ? BOUND.get().organization() : NONE;
    }

    static void afterwards(Runnable work) {
        BOUND.get().afterwards().add(work);
    }

    static void requireSame(String organization) {
        if (!current().equals(organization)) {
            throw new IllegalStateException("a transaction " + named(current()) + " is open: one " + named(organization)
                    + " can't be begun inside it, expected one after the other");
        }
    }

    private static String named(String organization) {
        return organization.equals(NONE) ? "of the service itself" : "for the organisation " + organization;
    }
}
