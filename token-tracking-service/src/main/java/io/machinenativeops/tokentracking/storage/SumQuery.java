package io.machinenativeops.tokentracking.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** Asks for sums by groups, in all or by slots of time. */
final class SumQuery {

    private final TenantRows rows;
    private final RangePlan plan;
    private final UsageSelection selection;
    private final @Nullable LocalSlots slots;
    private final List<Dimension> keys;
    /** Of the columns that hold the values of the keys. */
    private final List<String> names;

    SumQuery(
            TenantRows rows,
            RangePlan plan,
            UsageSelection selection,
            @Nullable LocalSlots slots,
            List<Dimension> keys) {
        this.rows = rows;
        this.plan = plan;
        this.selection = selection;
        this.slots = slots;
        this.keys = keys;
        names = IntStream.range(0, keys.size()).mapToObj(i -> "k" + i).toList();
    }

    /** From the rollups, unless the question is about something that they do not hold. */
    static RangePlan plan(UsageSelection selection, List<Dimension> keys, @Nullable LocalSlots slots) {
        var dimensions =
                Stream.concat(keys.stream(), selection.dimensions().stream()).toList();
        return RangePlan.of(selection.from(), selection.to(), slots, Grain.of(dimensions));
    }

    String groups(GroupOrder order, @Nullable GroupPosition after, int limit) {
        var end = " HAVING events != 0"
                + (after == null ? "" : " AND " + beyond(order, after))
                + (keys.isEmpty() ? "" : " ORDER BY " + order.sql() + String.join(", ", names))
                + " LIMIT " + limit;
        // There may be very many sessions: their percentiles are only made for those that are shown.
        return sums(plan.ofEventsAlone() && !keys.isEmpty() ? shown(order, end) : "") + end;
    }

    String series(int limit) {
        return sums("") + " HAVING events != 0 ORDER BY " + String.join(", ", led("slot")) + " LIMIT " + limit;
    }

    /** A condition that holds for the groups of one page, which are found by no more than what they are ordered by. */
    private String shown(GroupOrder order, String end) {
        var expressions = keys.stream().map(rows.values()::dimension).toList();
        var sums = new ArrayList<>(order.columns());
        sums.addFirst(SumColumn.EVENTS);
        var page = new StringBuilder("SELECT ");
        for (int i = 0; i < names.size(); i++) {
            page.append(expressions.get(i)).append(" AS ").append(names.get(i)).append(", ");
        }
        page.append(sums.stream()
                        .map(sum -> sum.ofEvents() + " AS " + sum.key())
                        .collect(Collectors.joining(", ")))
                .append(from(Grain.EVENT, plan.spans().getOrDefault(Grain.EVENT, List.of())))
                .append(grouped(names))
                .append(end);
        return " AND (" + String.join(", ", expressions) + ") IN (SELECT " + String.join(", ", names) + " FROM (" + page
                + "))";
    }

    /** Sums each table's part of the range by the keys, and then these sums where there are several. */
    private String sums(String condition) {
        var columns = slots == null ? names : led("slot");
        if (plan.spans().size() == 1) {
            return part(plan.spans().keySet().iterator().next(), SumColumn::key) + condition + grouped(columns);
        }
        var parts = plan.spans().keySet().stream()
                .sorted()
                .map(grain -> part(grain, SumColumn::part) + condition + grouped(columns))
                .collect(Collectors.joining(" UNION ALL "));
        return "SELECT " + columns.stream().map(name -> name + ", ").collect(Collectors.joining())
                + sums(SumColumn::ofParts, SumColumn::key) + " FROM (" + parts + ")" + grouped(columns);
    }

    private String part(Grain grain, Function<SumColumn, String> name) {
        var part = new StringBuilder("SELECT ");
        if (slots != null) {
            part.append(slots.of("toUnixTimestamp(t." + grain.time() + ")")).append(" AS slot, ");
        }
        for (int i = 0; i < keys.size(); i++) {
            part.append(rows.values().dimension(keys.get(i)))
                    .append(" AS ")
                    .append(names.get(i))
                    .append(", ");
        }
        return part.append(sums(grain::sum, name))
                .append(from(grain, plan.spans().getOrDefault(grain, List.of())))
                .toString();
    }

    private String from(Grain grain, List<RangePlan.Span> spans) {
        return " FROM " + rows.usage(grain, " AS t", selection.scope())
                + SelectedRows.in(rows, spans, selection, grain);
    }

    private List<String> led(String first) {
        return Stream.concat(Stream.of(first), names.stream()).toList();
    }

    private static String sums(Function<SumColumn, String> expression, Function<SumColumn, String> name) {
        return Stream.of(SumColumn.values())
                .map(column -> expression.apply(column) + " AS " + name.apply(column))
                .collect(Collectors.joining(", "));
    }

    private static String grouped(List<String> names) {
        return names.isEmpty() ? "" : " GROUP BY " + String.join(", ", names);
    }

    /** Groups that stand behind one that was seen. */
    private String beyond(GroupOrder order, GroupPosition seen) {
        var values = rows.values();
        var seenNames =
                IntStream.range(0, seen.keys().size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        var later = "(" + seenNames + ",) > ("
                + seen.keys().stream().map(key -> values.text(key) + ",").collect(Collectors.joining()) + ")";
        if (order == GroupOrder.KEY) {
            return later;
        }
        var value = values.parameter(order.type(), seen.value());
        return "(" + order.expression() + " < " + value + " OR (" + order.expression() + " = " + value + " AND " + later
                + "))";
    }
}
