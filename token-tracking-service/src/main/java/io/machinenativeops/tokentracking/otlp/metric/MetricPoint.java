package io.machinenativeops.tokentracking.otlp.metric;

import java.math.BigDecimal;

/**
 * What one data point counts.
 *
 * @param series the points it belongs with: all of one sender that differ in nothing but the kind of token
 * @param kind of token
 * @param cumulative whether the value counts from the start on, each time anew
 * @param start nanoseconds since the epoch; 0 when it was not sent
 * @param time nanoseconds since the epoch
 * @param value the sum of a histogram, or a counter's value
 * @param calls how many values a histogram sums; 0 when it is not known
 */
record MetricPoint(
        MetricSeries series,
        TokenMetric.Kind kind,
        boolean cumulative,
        long start,
        long time,
        BigDecimal value,
        long calls) {}
