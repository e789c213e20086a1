package io.machinenativeops.demo;

import java.time.Instant;

/**
 * One model call of the play.
 *
 * @param eventId the same whenever the same day is played with the same seed
 * @param tool what the call was made for; empty for none
 * @param errorType empty for a call that went well
 */
record Played(
        Agent agent,
        String eventId,
        Instant occurredAt,
        String environment,
        String sessionId,
        String traceId,
        String spanId,
        String user,
        String tool,
        String errorType,
        int latencyMs,
        Usage usage) {

    String json() {
        return json(eventId, occurredAt);
    }

    /** The same call under another id, at another time. */
    String json(String id, Instant time) {
        var text = new StringBuilder(640);
        text.append(
                "{\"eventId\":\"%s\",\"occurredAt\":\"%s\",\"provider\":\"%s\",\"model\":\"%s\",\"operation\":\"%s\""
                        .formatted(id, time, agent.provider(), agent.model(), agent.embeds() ? "embeddings" : "chat"));
        text.append(",\"agent\":\"%s\",\"project\":\"%s\",\"environment\":\"%s\",\"sessionId\":\"%s\",\"user\":\"%s\""
                .formatted(agent.name(), agent.projectId(), environment, sessionId, user));
        text.append(",\"traceId\":\"%s\",\"spanId\":\"%s\",\"prompt\":{\"name\":\"%s\",\"version\":2},\"latencyMs\":%d"
                .formatted(traceId, spanId, agent.feature(), latencyMs));
        if (!agent.embeds() && errorType.isEmpty()) {
            text.append(",\"timeToFirstTokenMs\":").append(latencyMs / 7);
        }
        text.append(",\"tags\":{\"team\":\"%s\",\"project\":\"%s\",\"feature\":\"%s\"%s}"
                .formatted(
                        agent.team(),
                        agent.project(),
                        agent.feature(),
                        tool.isEmpty() ? "" : ",\"tool\":\"" + tool + "\""));
        text.append(
                errorType.isEmpty()
                        ? ",\"status\":\"ok\""
                        : ",\"status\":\"error\",\"errorType\":\"" + errorType + "\"");
        return text.append(",\"usage\":").append(usage.json(agent)).append('}').toString();
    }
}
