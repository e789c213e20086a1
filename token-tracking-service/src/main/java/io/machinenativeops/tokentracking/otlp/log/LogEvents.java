package io.machinenativeops.tokentracking.otlp.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.tokentracking.otlp.Attributes;
import io.machinenativeops.tokentracking.otlp.MessageReader;
import io.machinenativeops.tokentracking.otlp.OtlpEncoding;
import io.machinenativeops.tokentracking.otlp.SpanIds;
import io.machinenativeops.tokentracking.otlp.UnreadableExportException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import tools.jackson.databind.JsonNode;

/** Reads the records of an {@code ExportLogsServiceRequest}, in either encoding. */
final class LogEvents {

    /** More than any exporter sends at once. */
    static final int MAX_RECORDS = 20_000;

    private final MessageReader in;
    private final List<LogEvent> events = new ArrayList<>();

    private LogEvents(MessageReader in) {
        this.in = in;
    }

    /**
     * All records, in the order sent.
     *
     * @throws UnreadableExportException when the body is no export of logs
     */
    static List<LogEvent> read(OtlpEncoding encoding, byte[] body) {
        var events = new ArrayList<LogEvent>();
        encoding.read(ExportLogsServiceRequest.getDescriptor(), body, in -> {
            var reading = new LogEvents(in);
            in.fields(ExportLogsServiceRequest.getDescriptor(), field -> {
                if (field == ExportLogsServiceRequest.RESOURCE_LOGS_FIELD_NUMBER) {
                    reading.resourceLogs();
                }
            });
            events.addAll(reading.events);
        });
        return events;
    }

    private void resourceLogs() {
        var resource = new Attributes(LogEvent::reads);
        in.fields(ResourceLogs.getDescriptor(), field -> {
            if (field == ResourceLogs.RESOURCE_FIELD_NUMBER) {
                resource.readResource(in);
            } else if (field == ResourceLogs.SCOPE_LOGS_FIELD_NUMBER) {
                scopeLogs(resource.all());
            }
        });
    }

    private void scopeLogs(Map<String, JsonNode> resource) {
        var scope = new String[] {""};
        in.fields(ScopeLogs.getDescriptor(), field -> {
            if (field == ScopeLogs.SCOPE_FIELD_NUMBER) {
                scope[0] = Attributes.scopeName(in);
            } else if (field == ScopeLogs.LOG_RECORDS_FIELD_NUMBER) {
                if (events.size() >= MAX_RECORDS) {
                    throw new UnreadableExportException("The export has more than " + MAX_RECORDS
                            + " log records: expected at most that many at once");
                }
                events.add(new Reading(resource, scope[0]).record(in));
            }
        });
    }

    private static final class Reading {

        private final Attributes attributes = new Attributes(LogEvent::reads);
        private final Set<String> names = new HashSet<>();
        private final Map<String, JsonNode> resource;
        private final String scope;
        private long time;
        private long observed;
        private String traceId = "";
        private String spanId = "";

        private Reading(Map<String, JsonNode> resource, String scope) {
            this.resource = resource;
            this.scope = scope;
        }

        private LogEvent record(MessageReader in) {
            in.fields(LogRecord.getDescriptor(), field -> {
                switch (field) {
                    case LogRecord.TIME_UNIX_NANO_FIELD_NUMBER -> time = in.integer();
                    case LogRecord.OBSERVED_TIME_UNIX_NANO_FIELD_NUMBER -> observed = in.integer();
                    case LogRecord.EVENT_NAME_FIELD_NUMBER -> addName(in.text());
                    case LogRecord.BODY_FIELD_NUMBER -> body(in);
                    case LogRecord.ATTRIBUTES_FIELD_NUMBER -> attributes.read(in);
                    case LogRecord.TRACE_ID_FIELD_NUMBER -> traceId = SpanIds.check("traceId", in.hex(), SpanIds.TRACE);
                    case LogRecord.SPAN_ID_FIELD_NUMBER -> spanId = SpanIds.check("spanId", in.hex(), SpanIds.SPAN);
                    default -> {}
                }
            });
            var name = attributes.all().get("event.name");
            if (name != null && name.isString()) {
                addName(name.asString());
            }
            return new LogEvent(names, scope, time == 0 ? observed : time, traceId, spanId, attributes.all(), resource);
        }

        private void body(MessageReader in) {
            in.fields(AnyValue.getDescriptor(), field -> {
                if (field == AnyValue.STRING_VALUE_FIELD_NUMBER) {
                    addName(in.text());
                }
            });
        }

        private void addName(String name) {
            if (!name.isEmpty() && name.length() <= LogEvent.LONGEST_NAME) {
                names.add(name);
            }
        }
    }
}
