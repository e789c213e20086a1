package io.machinenativeops.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

/**
 * What a key that is kept adds: the same question in turns through the gateway with an API key, through it with a token, and at the
 * service's port with that token.
 */
final class KeyBench {

    /** The kinds, in the order of their turns. */
    private static final List<String> KINDS = List.of("gateway, key", "gateway, token", "service, token");

    private static final String PATH = "/api/v1/permissions/check";

    private final AuthTarget target;
    private final Tenants tenants;
    private final Keys keys;
    private final Report report;

    KeyBench(AuthTarget target, Tenants tenants, Keys keys, Report report) {
        this.target = target;
        this.tenants = tenants;
        this.keys = keys;
        this.report = report;
    }

    void run(Schedule schedule, Lanes lanes) throws InterruptedException {
        report.title("A kept key: %,d a second of each of three kinds in turns, for %s after %s"
                .formatted(Math.round(schedule.perSecond() / KINDS.size()), schedule.duration(), schedule.warmup()));
        var cpu = CpuTime.from(target.processes());
        var askers = new Askers(new TokenEndpoint(target), keys);
        var key = "Bearer " + keys.text(Tenants.keyId(0, 0));
        var measured = lanes.run(schedule, KINDS.size(), http -> arrival -> send(http, arrival, askers, key));
        var seen = new LinkedHashMap<String, Object>();
        for (int kind = 0; kind < KINDS.size(); kind++) {
            seen.put(KINDS.get(kind), Percentiles.of(measured.get(kind)));
            report.say(Percentiles.line(KINDS.get(kind), measured.get(kind)));
        }
        for (var percentile : List.of(50.0, 95.0, 99.0)) {
            var name = "p" + percentile.intValue();
            var byKey = measured.getFirst().millis(percentile);
            seen.put(
                    "key adds to token, " + name,
                    rounded(byKey - measured.get(1).millis(percentile)));
            seen.put(
                    "gateway adds to service, " + name,
                    rounded(byKey - measured.get(2).millis(percentile)));
        }
        report.value("keptKey", seen);
        report.value("cpuSeconds of kept key", cpu.seconds());
    }

    private static double rounded(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }

    private Sender.Answer send(Http http, long arrival, Askers askers, String key) throws IOException {
        var kind = (int) (arrival % KINDS.size());
        var base = kind == 2 ? target.rbacUrl() : target.gatewayUrl();
        // Three in turns ask the same.
        var body = tenants.question(0, new Random(arrival / KINDS.size()));
        var reply = http.post(
                base + PATH,
                "application/json",
                body.getBytes(StandardCharsets.UTF_8),
                kind == 0 ? key : askers.of(0, http));
        return new Sender.Answer(reply.status(), 1);
    }
}
