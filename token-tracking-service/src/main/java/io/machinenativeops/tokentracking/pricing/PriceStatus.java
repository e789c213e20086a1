package io.machinenativeops.tokentracking.pricing;

import java.util.Locale;

/** How sure a price is. */
public enum PriceStatus {
    /** Two independent collections state the same figure. */
    CONFIRMED,
    /** One collection states it. */
    SINGLE,
    /** The collections differ, and a written rule chose; both figures and the reason are kept. */
    DECIDED,
    /** The organisation set it. */
    OVERRIDE;

    /** The word in the API and in the catalogue, such as {@code confirmed}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PriceStatus ofKey(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
