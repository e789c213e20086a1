package io.machinenativeops.tokentracking.otlp.metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Descriptors.Descriptor;
import io.machinenativeops.tokentracking.otlp.Attributes;
import io.machinenativeops.tokentracking.otlp.MessageReader;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.machinenativeops.tokentracking.otlp.UnreadableExportException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static java.math.RoundingMode.HALF_EVEN;

/**
 * Reads the points of an {@code ExportMetricsServiceRequest} that count tokens, in either encoding; all other metrics are
 * skipped.
 */
final class MetricPoints {

    /** More than any exporter sends at once. */
    static final int MAX_POINTS = 10_000;

    private static final int DIGITS = 12;
    /** More than anyone uses; sums beyond it would overflow. */
    private static final BigDecimal MOST = BigDecimal.TEN.pow(12);

    private final MessageReader in;
    private final List<MetricPoint> points = new ArrayList<>();
    private int refused;

    private MetricPoints(MessageReader in) {
        this.in = in;
    }

    /**
     * The points, in the order sent.
     *
     * @param refused points that count tokens in a way that can't be added up: without a temporality, or not a number
     */
    record Read(List<MetricPoint> points, int refused) {}

    /**
     * All points that count tokens.
     *
     * @throws UnreadableExportException when the body is no export of metrics
     */
    static Read read(OtlpEncoding encoding, byte[] body) {
        var result = new ArrayList<Read>();
        encoding.read(ExportMetricsServiceRequest.getDescriptor(), body, in -> {
            var reading = new MetricPoints(in);
            in.fields(ExportMetricsServiceRequest.getDescriptor(), field -> {
                if (field == ExportMetricsServiceRequest.RESOURCE_METRICS_FIELD_NUMBER) {
                    reading.resourceMetrics();
                }
            });
            result.add(new Read(reading.points, reading.refused));
        });
        return result.getFirst();
    }

    private void resourceMetrics() {
        var resource = new Attributes(any -> true);
        in.fields(ResourceMetrics.getDescriptor(), field -> {
            if (field == ResourceMetrics.RESOURCE_FIELD_NUMBER) {
                resource.readResource(in);
            } else if (field == ResourceMetrics.SCOPE_METRICS_FIELD_NUMBER) {
                scopeMetrics(resource.all());
            }
        });
    }

    private void scopeMetrics(Map<String, JsonNode> resource) {
        var scope = new String[] {""};
        in.fields(ScopeMetrics.getDescriptor(), field -> {
            if (field == ScopeMetrics.SCOPE_FIELD_NUMBER) {
                scope[0] = Attributes.scopeName(in);
            } else if (field == ScopeMetrics.METRICS_FIELD_NUMBER) {
                metric(resource, scope[0]);
            }
        });
    }

    private void metric(Map<String, JsonNode> resource, String scope) {
        var name = new String[] {""};
        in.fields(Metric.getDescriptor(), field -> {
            if (field == Metric.NAME_FIELD_NUMBER) {
                name[0] = in.text();
                return;
            }
            // Every encoder writes the name first; points before it would be of a metric that is not known.
            var metric = TokenMetric.named(name[0]);
            if (metric == null) {
                return;
            }
            var data = new Data(metric, resource, scope);
            switch (field) {
                case Metric.SUM_FIELD_NUMBER -> sum(data);
                case Metric.HISTOGRAM_FIELD_NUMBER ->
                    histogram(
                            data,
                            Histogram.getDescriptor(),
                            Histogram.DATA_POINTS_FIELD_NUMBER,
                            Histogram.AGGREGATION_TEMPORALITY_FIELD_NUMBER,
                            HistogramDataPoint.getDescriptor(),
                            HistogramDataPoint.ATTRIBUTES_FIELD_NUMBER);
                case Metric.EXPONENTIAL_HISTOGRAM_FIELD_NUMBER ->
                    histogram(
                            data,
                            ExponentialHistogram.getDescriptor(),
                            ExponentialHistogram.DATA_POINTS_FIELD_NUMBER,
                            ExponentialHistogram.AGGREGATION_TEMPORALITY_FIELD_NUMBER,
                            ExponentialHistogramDataPoint.getDescriptor(),
                            ExponentialHistogramDataPoint.ATTRIBUTES_FIELD_NUMBER);
                default -> {}
            }
            data.end();
        });
    }

    private void sum(Data data) {
        in.fields(Sum.getDescriptor(), field -> {
            switch (field) {
                case Sum.AGGREGATION_TEMPORALITY_FIELD_NUMBER -> data.temporality = in.integer();
                case Sum.DATA_POINTS_FIELD_NUMBER -> {
                    var point = data.point();
                    in.fields(NumberDataPoint.getDescriptor(), inner -> {
                        switch (inner) {
                            case NumberDataPoint.ATTRIBUTES_FIELD_NUMBER -> point.attributes.read(in);
                            case NumberDataPoint.START_TIME_UNIX_NANO_FIELD_NUMBER -> point.start = in.integer();
                            case NumberDataPoint.TIME_UNIX_NANO_FIELD_NUMBER -> point.time = in.integer();
                            case NumberDataPoint.AS_INT_FIELD_NUMBER -> point.value = BigDecimal.valueOf(in.integer());
                            case NumberDataPoint.AS_DOUBLE_FIELD_NUMBER -> point.value = number(in.decimal());
                            case NumberDataPoint.FLAGS_FIELD_NUMBER -> point.flags = in.integer();
                            default -> {}
                        }
                    });
                }
                default -> {}
            }
        });
    }

    /** Histograms of both kinds have the same fields under the same numbers, but for their buckets and attributes. */
    private void histogram(
            Data data, Descriptor histogram, int points, int temporality, Descriptor dataPoint, int attributes) {
        in.fields(histogram, field -> {
            if (field == temporality) {
                data.temporality = in.integer();
            } else if (field == points) {
                var point = data.point();
                in.fields(dataPoint, inner -> {
                    if (inner == attributes) {
                        point.attributes.read(in);
                    } else if (inner == HistogramDataPoint.START_TIME_UNIX_NANO_FIELD_NUMBER) {
                        point.start = in.integer();
                    } else if (inner == HistogramDataPoint.TIME_UNIX_NANO_FIELD_NUMBER) {
                        point.time = in.integer();
                    } else if (inner == HistogramDataPoint.COUNT_FIELD_NUMBER) {
                        point.count = in.integer();
                    } else if (inner == HistogramDataPoint.SUM_FIELD_NUMBER) {
                        point.value = number(in.decimal());
                    } else if (inner == HistogramDataPoint.FLAGS_FIELD_NUMBER) {
                        point.flags = in.integer();
                    }
                });
            }
        });
    }

    private static @Nullable BigDecimal number(double value) {
        return Double.isFinite(value) ? new BigDecimal(Double.toString(value)).setScale(DIGITS, HALF_EVEN) : null;
    }

    /** The points of one metric, whose temporality may be told after them. */
    private final class Data {

        private final TokenMetric metric;
        private final Map<String, JsonNode> resource;
        private final String scope;
        private final List<Point> read = new ArrayList<>();
        private long temporality;

        private Data(TokenMetric metric, Map<String, JsonNode> resource, String scope) {
            this.metric = metric;
            this.resource = resource;
            this.scope = scope;
        }

        private Point point() {
            if (points.size() + read.size() >= MAX_POINTS) {
                throw new UnreadableExportException("The export has more than " + MAX_POINTS
                        + " data points of tokens: expected at most that many at once");
            }
            var point = new Point();
            read.add(point);
            return point;
        }

        private void end() {
            boolean cumulative = temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE_VALUE;
            boolean known = cumulative || temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA_VALUE;
            for (var point : read) {
                var kind = metric.kind(point.attributes.all());
                if (kind == null || point.hasNoValue()) {
                    continue;
                }
                var value = point.value;
                if (!known || value == null || value.signum() < 0 || value.compareTo(MOST) > 0) {
                    refused++;
                    continue;
                }
                points.add(new MetricPoint(
                        new MetricSeries(metric.family(), scope, resource, point.series(metric)),
                        kind,
                        cumulative,
                        point.start,
                        point.time,
                        value,
                        Math.max(0, point.count)));
            }
        }
    }

    private static final class Point {

        private static final int NO_RECORDED_VALUE = 1;

        private final Attributes attributes = new Attributes(any -> true);
        private long start;
        private long time;
        private long count;
        private long flags;
        private @Nullable BigDecimal value;

        private boolean hasNoValue() {
            return (flags & NO_RECORDED_VALUE) != 0;
        }

        private Map<String, JsonNode> series(TokenMetric metric) {
            var others = new LinkedHashMap<>(attributes.all());
            others.keySet().removeAll(metric.kindAttributes());
            return others;
        }
    }
}
