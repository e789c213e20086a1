package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import io.machinenativeops.tokentracking.storage.Dimension.Kind;

/**
 * How finely rows hold usage: single events, or their sums over a time and by some of the dimensions. Of those that answer the
 * same over the same time, the ones with fewer dimensions, so with fewer rows, come first.
 */
public enum Grain {
    EVENT("usage_events", Duration.ZERO, EnumSet.allOf(Kind.class)),
    QUARTER("usage_quarters", Duration.ofMinutes(15), Dimension.ROLLED_UP),
    MODEL_HOUR(Duration.ofHours(1), EnumSet.of(Kind.PROVIDER, Kind.MODEL)),
    STATE_HOUR(Duration.ofHours(1), EnumSet.of(Kind.TEAM, Kind.PROJECT, Kind.ENVIRONMENT, Kind.OPERATION, Kind.STATUS)),
    AGENT_HOUR(Duration.ofHours(1), EnumSet.of(Kind.TEAM, Kind.PROJECT, Kind.AGENT, Kind.PROVIDER, Kind.MODEL)),
    MODEL_DAY(Duration.ofDays(1), EnumSet.of(Kind.PROVIDER, Kind.MODEL)),
    STATE_DAY(Duration.ofDays(1), EnumSet.of(Kind.TEAM, Kind.PROJECT, Kind.ENVIRONMENT, Kind.OPERATION, Kind.STATUS)),
    PROMPT_DAY(Duration.ofDays(1), EnumSet.of(Kind.TEAM, Kind.PROJECT, Kind.PROMPT, Kind.PROMPT_VERSION)),
    KEY_DAY(Duration.ofDays(1), EnumSet.of(Kind.TEAM, Kind.PROJECT, Kind.API_KEY)),
    AGENT_DAY(Duration.ofDays(1), EnumSet.of(Kind.TEAM, Kind.PROJECT, Kind.AGENT, Kind.PROVIDER, Kind.MODEL)),
    DAY("usage_summaries", Duration.ofDays(1), Dimension.ROLLED_UP);

    private final String table;
    private final Duration length;
    /** Never changed. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Kind> dimensions;

    Grain(Duration length, Set<Kind> dimensions) {
        this("usage_summaries", length, dimensions);
    }

    Grain(String table, Duration length, Set<Kind> dimensions) {
        this.table = table;
        this.length = length;
        this.dimensions = Set.copyOf(dimensions);
    }

    /** As in the column {@code level} of the summaries, such as {@code agent_day}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its rows tell the values of these apart. */
    public boolean holds(Collection<Dimension> wanted) {
        return wanted.stream().map(Dimension::kind).allMatch(dimensions::contains);
    }

    /** Whether it is a sum that holds these; each says the same of any range of whole buckets. */
    public boolean sums(Collection<Dimension> wanted) {
        return this != EVENT && holds(wanted);
    }

    /**
     * The grains to answer a question about these dimensions from: of each length the one with the fewest rows, the longest
     * first.
     */
    static List<Grain> of(Collection<Dimension> wanted) {
        return Stream.of(values())
                .filter(grain -> grain.holds(wanted))
                .filter(grain -> Stream.of(values())
                        .filter(other -> other.length.equals(grain.length) && other.holds(wanted))
                        .findFirst()
                        .filter(grain::equals)
                        .isPresent())
                .toList()
                .reversed();
    }

    String table() {
        return table;
    }

    /** Whether its table holds rows of other grains as well, told apart by the column {@code level}. */
    boolean sharesTable() {
        return table.equals(DAY.table);
    }

    /** The column of its time; for all but events the start of the row's bucket, in UTC. */
    String time() {
        return this == EVENT ? "occurred_at" : "bucket";
    }

    /** Seconds that a row covers. */
    long seconds() {
        return length.toSeconds();
    }

    /** The expression of a sum over its rows. */
    String sum(SumColumn column) {
        return switch (this) {
            case EVENT -> column.ofEvents();
            case QUARTER -> column.ofQuarters();
            default -> column.ofSummaries();
        };
    }
}
