package io.machinenativeops.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./mno dead-letters}: the events of all organisations that the store refused, as the service at a port tells them. */
final class DeadLetters {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final String LINE = "%-22s %-24s %-36s %-36s %s%n";

    private final String url;
    private final String token;
    private final Progress progress;

    DeadLetters(int port, String token, Progress progress) {
        this.url = "http://" + Settings.LOOPBACK + ":" + port + "/api/v1/usage/dead-letters";
        this.token = token;
        this.progress = progress;
    }

    /** A table of all, the oldest first. */
    void list() throws InterruptedException {
        List<JsonNode> items = items();
        if (items.isEmpty()) {
            progress.text("The store has refused nothing.");
            return;
        }
        StringBuilder text = new StringBuilder(LINE.formatted("ID", "AT", "ORGANISATION", "EVENT", "CAUSE"));
        for (JsonNode item : items) {
            String events = item.get("eventIds").values().stream()
                    .map(JsonNode::asString)
                    .collect(Collectors.joining(","));
            text.append(LINE.formatted(
                    item.get("id").asString(),
                    item.get("at").asString(),
                    item.get("organizationId").asString("-"),
                    events.isEmpty() ? "-" : events,
                    item.get("cause").asString()));
        }
        progress.text(
                text.append("%n%d in all; './mno dead-letters replay ID' or '--all' stores them when the cause is gone."
                                .formatted(items.size()))
                        .toString());
    }

    /** Gives one to the store again. */
    void replay(String id) throws InterruptedException {
        JsonNode reply = send("POST", "/" + id + "/replay", OK);
        progress.text(id + " " + reply.get("outcome").asString());
    }

    /** Gives all that there are now to the store again; what is refused once more is listed once more, with a new id. */
    void replayAll() throws InterruptedException {
        List<JsonNode> items = items();
        for (JsonNode item : items) {
            replay(item.get("id").asString());
        }
        progress.text(items.size() + " replayed");
    }

    /** Removes one for good. */
    void delete(String id) throws InterruptedException {
        send("DELETE", "/" + id, NO_CONTENT);
        progress.text(id + " deleted");
    }

    private List<JsonNode> items() throws InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = send("GET", "?limit=1000&cursor=" + cursor, OK);
            items.addAll(page.get("items").values());
            cursor = page.get("nextCursor").asString("");
        } while (!cursor.isEmpty());
        return items;
    }

    private JsonNode send(String method, String path, int expected) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode body = JSON.readTree(reply.body().isBlank() ? "{}" : reply.body());
            if (reply.statusCode() != expected) {
                throw new StackFailure("token-tracking answered " + reply.statusCode() + ": "
                        + body.path("detail").asString(reply.body()));
            }
            return body;
        } catch (IOException away) {
            throw new StackFailure("token-tracking does not answer at " + url + " (" + away + "): './mno status'");
        }
    }
}
