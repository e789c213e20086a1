package io.machinenativeops.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * Bodies of {@code POST /otlp/v1/traces} in protobuf: traces of five spans, an agent's turn and its four model calls, each
 * with a prompt and an answer of a few hundred characters, as the tracers of agent frameworks send them.
 */
final class SpanBodies {

    private static final int TRACE = 5;
    private static final String PROMPT =
            "Read the change below and say what it breaks, citing file and line. ".repeat(6);

    private SpanBodies() {}

    /** @param run stands in the resource as {@code deployment.environment.name} */
    static Bodies of(int batch, String run, String path) {
        var random = new Random(batch);
        var templates = new ArrayList<Template>();
        for (int number = 0; number < Bodies.VARIETY; number++) {
            var scope = ScopeSpans.newBuilder()
                    .setScope(InstrumentationScope.newBuilder()
                            .setName("opentelemetry.instrumentation.agents")
                            .setVersion("1.0"));
            for (int span = 0; span < batch; span++) {
                scope.addSpans(span % TRACE == 0 ? turn(span) : call(span, Calls.random(random)));
            }
            var request = ExportTraceServiceRequest.newBuilder()
                    .addResourceSpans(ResourceSpans.newBuilder()
                            .setResource(Resource.newBuilder()
                                    .addAttributes(text("service.name", "bench"))
                                    .addAttributes(text("deployment.environment.name", run)))
                            .addScopeSpans(scope));
            templates.add(Template.of(request.build().toByteArray()));
        }
        return new Bodies(templates, "application/x-protobuf", path, batch, callsIn(batch));
    }

    /** Model calls among so many spans. */
    static int callsIn(int spans) {
        return spans - (spans + TRACE - 1) / TRACE;
    }

    private static Span.Builder turn(int span) {
        return span(span, span)
                .setName("invoke_agent")
                .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
                .addAttributes(text("gen_ai.agent.name", "agent-" + span / TRACE))
                .addAttributes(text("gen_ai.conversation.id", "s-" + span));
    }

    private static Span.Builder call(int span, Calls call) {
        var root = span - span % TRACE;
        return span(span, root)
                .setParentSpanId(bytes(Template.eightBytes(root, 3)))
                .setName("chat " + call.model())
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(text("gen_ai.operation.name", "chat"))
                .addAttributes(text("gen_ai.provider.name", call.provider()))
                .addAttributes(text("gen_ai.request.model", call.model()))
                .addAttributes(text("gen_ai.response.model", call.model()))
                .addAttributes(text("gen_ai.response.id", "resp_" + Template.hex(span, 4)))
                .addAttributes(number("gen_ai.usage.input_tokens", call.input()))
                .addAttributes(number("gen_ai.usage.output_tokens", call.output()))
                .addAttributes(number("gen_ai.usage.cache_read.input_tokens", call.cached()))
                .addAttributes(text("enduser.id", call.user()))
                .addAttributes(text("gen_ai.input.messages", "[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]"))
                .addAttributes(
                        text("gen_ai.output.messages", "[{\"role\":\"assistant\",\"content\":\"" + PROMPT + "\"}]"));
    }

    private static Span.Builder span(int span, int root) {
        return Span.newBuilder()
                .setTraceId(bytes(Template.eightBytes(root, 1) + Template.eightBytes(root, 2)))
                .setSpanId(bytes(Template.eightBytes(span, 3)))
                .setStartTimeUnixNano(Template.start(span))
                .setEndTimeUnixNano(Template.end(span));
    }

    private static ByteString bytes(String mark) {
        return ByteString.copyFrom(mark, StandardCharsets.US_ASCII);
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static KeyValue number(String key, long value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setIntValue(value))
                .build();
    }
}
