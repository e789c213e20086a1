package io.machinenativeops.teamrbac.access;

import java.io.Serial;
import java.util.Locale;

/** A question or an organisation is larger than what is answered. */
public final class LimitExceededException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final Limit limit;

    LimitExceededException(Limit limit, long found) {
        super(String.format(Locale.ROOT, "%,d %s: expected at most %,d", found, limit.what(), limit.most()));
        this.limit = limit;
    }

    public Limit limit() {
        return limit;
    }
}
