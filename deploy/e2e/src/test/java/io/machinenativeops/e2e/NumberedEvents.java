package io.machinenativeops.e2e;

import java.math.BigDecimal;
import java.util.BitSet;

/** Events told apart by a number, which decides all that an event says: so sums can be computed from numbers alone. */
record NumberedEvents(String agent) {

    /** The list prices of gpt-4o-mini and gpt-4o, USD a token: 0.15 and 0.60, 2.50 and 10.00 a million. */
    private static final BigDecimal[] INPUT = {new BigDecimal("0.00000015"), new BigDecimal("0.0000025")};

    private static final BigDecimal[] OUTPUT = {new BigDecimal("0.0000006"), new BigDecimal("0.00001")};
    private static final String[] MODEL = {"gpt-4o-mini", "gpt-4o"};

    /** Sums over events. */
    record Totals(long events, long inputTokens, long outputTokens, BigDecimal cost) {

        boolean equal(Totals other) {
            return events == other.events
                    && inputTokens == other.inputTokens
                    && outputTokens == other.outputTokens
                    && cost.compareTo(other.cost) == 0;
        }
    }

    String json(int number) {
        return """
                {"eventId":"%s%d","provider":"openai","model":"%s","agent":"%s",\
                "usage":{"prompt_tokens":%d,"completion_tokens":%d}}""".formatted(idPrefix(), number, MODEL[kind(number)], agent, input(number), output(number));
    }

    /** What stands before the number in an event's id. */
    String idPrefix() {
        return agent + "-";
    }

    Totals totals(BitSet numbers) {
        long[] inputs = new long[MODEL.length];
        long[] outputs = new long[MODEL.length];
        numbers.stream().forEach(number -> {
            inputs[kind(number)] += input(number);
            outputs[kind(number)] += output(number);
        });
        var cost = BigDecimal.ZERO;
        for (var kind = 0; kind < MODEL.length; kind++) {
            cost = cost.add(INPUT[kind].multiply(BigDecimal.valueOf(inputs[kind])))
                    .add(OUTPUT[kind].multiply(BigDecimal.valueOf(outputs[kind])));
        }
        return new Totals(numbers.cardinality(), inputs[0] + inputs[1], outputs[0] + outputs[1], cost);
    }

    private static int kind(int number) {
        return number % 3 == 0 ? 1 : 0;
    }

    private static int input(int number) {
        return 100 + number % 911;
    }

    private static int output(int number) {
        return 1 + number % 53;
    }
}
