package io.machinenativeops.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;

/** What is stored of one agent: the rows themselves, asked of ClickHouse, and the sums, asked through the gateway. */
final class StoredUsage {

    private static final Duration CLOCKS_MOVE = Duration.ofHours(1);

    private final URI clickHouse;
    private final int redisPort;
    private final Api api;
    private final NumberedEvents events;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    StoredUsage(Stack stack, NumberedEvents events) {
        this.clickHouse = URI.create("http://127.0.0.1:" + (stack.portBase() + 21) + "/");
        this.redisPort = stack.portBase() + 20;
        this.api = new Api(stack);
        this.events = events;
    }

    /** The numbers of the stored events, and of those among them that count more than once, or not at all. */
    record Ids(BitSet stored, BitSet doubled) {}

    /** How many rows there are; -1 while ClickHouse does not answer. */
    long count() throws InterruptedException {
        try {
            return Long.parseLong(query("SELECT count() FROM mno.usage_events WHERE " + mine())
                    .strip());
        } catch (IOException away) {
            return -1;
        }
    }

    /** Whether the writer was given, and has acknowledged, every entry of the stream; false while Redis does not answer. */
    boolean nothingIsOnItsWay() {
        try (var redis = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
            redis.setSoTimeout((int) Duration.ofSeconds(2).toMillis());
            var in = new BufferedReader(new InputStreamReader(redis.getInputStream(), StandardCharsets.US_ASCII));
            redis.getOutputStream()
                    .write("XINFO GROUPS {usage.recorded}\r\nXINFO STREAM {usage.recorded}\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var pending = after(in, "pending");
            var delivered = after(in, "last-delivered-id") + in.readLine();
            return pending.equals(":0") && delivered.equals(after(in, "last-generated-id") + in.readLine());
        } catch (IOException away) {
            return false;
        }
    }

    private static String after(BufferedReader reply, String name) throws IOException {
        for (var line = reply.readLine(); line != null && !line.startsWith("-"); line = reply.readLine()) {
            if (line.equals(name)) {
                return String.valueOf(reply.readLine());
            }
        }
        throw new IOException("Redis does not tell '" + name + "'");
    }

    Ids ids() throws IOException, InterruptedException {
        var ids = new Ids(new BitSet(), new BitSet());
        query("SELECT substring(event_id, %d), sum(sign) != 1 OR count() != 1 FROM mno.usage_events WHERE %s GROUP BY 1"
                        .formatted(events.idPrefix().length() + 1, mine()))
                .lines()
                .forEach(line -> {
                    var cells = line.split("\t", -1);
                    ids.stored().set(Integer.parseInt(cells[0]));
                    ids.doubled().set(Integer.parseInt(cells[0]), cells[1].equals("1"));
                });
        return ids;
    }

    NumberedEvents.Totals rows() throws IOException, InterruptedException {
        var cells = query("SELECT sum(sign), sum(sign * in_fresh), sum(sign * out_text), sum(sign * cost)"
                        + " FROM mno.usage_events WHERE " + mine())
                .strip()
                .split("\t", -1);
        return new NumberedEvents.Totals(
                Long.parseLong(cells[0]),
                Long.parseLong(cells[1]),
                Long.parseLong(cells[2]),
                new BigDecimal(cells[3].equals("\\N") ? "0" : cells[3]));
    }

    /** What {@code GET /usage/summary} says. */
    NumberedEvents.Totals summary() {
        var now = Instant.now();
        var total = api.get("/api/v1/usage/summary?agent=%s&from=%s&to=%s"
                        .formatted(events.agent(), now.minus(CLOCKS_MOVE), now.plus(CLOCKS_MOVE)))
                .json()
                .get("total");
        return new NumberedEvents.Totals(
                total.get("events").asLong(),
                total.get("inputTokens").asLong(),
                total.get("outputTokens").asLong(),
                new BigDecimal(total.get("cost").asString("0")));
    }

    private String mine() {
        return "agent = '" + events.agent() + "'";
    }

    private String query(String sql) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(clickHouse)
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(sql + " FORMAT TabSeparated"))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("ClickHouse answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}
