package io.machinenativeops.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;

/** Bodies of {@code POST /api/v1/usage-events}: the event of the guide, with all ids. */
final class EventBodies {

    private EventBodies() {}

    /** @param run stands in each event as {@code environment}, so that the events of a run can be counted */
    static Bodies of(int batch, String run) {
        var random = new Random(batch);
        var templates = new ArrayList<Template>();
        for (int number = 0; number < Bodies.VARIETY; number++) {
            var body = new StringBuilder("{\"events\":[");
            for (int event = 0; event < batch; event++) {
                body.append(event == 0 ? "" : ",").append(event(event, run, Calls.random(random)));
            }
            templates.add(Template.of(body.append("]}").toString().getBytes(StandardCharsets.US_ASCII)));
        }
        return new Bodies(templates, "application/json", "/api/v1/usage-events", batch, batch);
    }

    /** One event that can be looked for by its id. */
    static byte[] probe(String id, String run) {
        var event = event(0, run, Calls.random(new Random(id.hashCode())))
                .replace("\"eventId\":\"" + Template.hex(0, 0) + "\"", "\"eventId\":\"" + id + "\"");
        return ("{\"events\":[" + event + "]}").getBytes(StandardCharsets.US_ASCII);
    }

    private static String event(int event, String run, Calls call) {
        return """
                {"eventId":"%s","occurredAt":"%s","provider":"%s","model":"%s","operation":"chat","agent":"%s",\
                "environment":"%s","sessionId":"s-%d","traceId":"%s%s","spanId":"%s","responseId":"resp_%s","user":"%s",\
                "tags":{"feature":"%s"},"prompt":{"name":"%s","version":3},"latencyMs":%d,"timeToFirstTokenMs":%d,\
                "status":"ok","usage":%s}""".formatted(
                        Template.hex(event, 0),
                        Template.time(event),
                        call.provider(),
                        call.model(),
                        call.agent(),
                        run,
                        call.latencyMs() % 200,
                        Template.hex(event, 1),
                        Template.hex(event, 2),
                        Template.hex(event, 3),
                        Template.hex(event, 4),
                        call.user(),
                        call.feature(),
                        call.feature(),
                        call.latencyMs(),
                        call.latencyMs() / 8,
                        call.usage());
    }
}
