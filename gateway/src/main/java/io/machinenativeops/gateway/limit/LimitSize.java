package io.machinenativeops.gateway.limit;

import java.time.Duration;
import java.util.regex.Pattern;

import org.springframework.boot.convert.DurationStyle;

/**
 * So many requests in a time. All of them may come at once; what was used comes back evenly over the time.
 *
 * @param requests how many, at least 1
 * @param window in which time, one second to one day
 */
record LimitSize(long requests, Duration window) {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,12})/(\\d{1,6}[smhd])");
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    LimitSize {
        if (requests < 1 || window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "limit of %d requests in %s: expected at least 1 request in 1 second to 1 day"
                            .formatted(requests, window));
        }
    }

    /** Reads {@code 600/1m}: requests, and the time in {@code s}, {@code m}, {@code h} or {@code d}. Spring finds it by its name. */
    public static LimitSize of(String written) {
        var matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("limit '%s': expected requests/time, such as 600/1m".formatted(written));
        }
        return new LimitSize(Long.parseLong(matcher.group(1)), DurationStyle.SIMPLE.parse(matcher.group(2)));
    }

    @Override
    public String toString() {
        return requests + "/" + window.toSeconds() + "s";
    }
}
