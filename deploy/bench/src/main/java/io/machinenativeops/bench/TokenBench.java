package io.machinenativeops.bench;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Tokens given out at a rate: for API keys, for services, and for refresh tokens. */
final class TokenBench {

    /** So few that each is asked again before what is known of it is looked up anew. */
    private static final int KNOWN = 1_000;

    private final AuthTarget target;
    private final Tenants tenants;
    private final Keys keys;
    private final Report report;

    TokenBench(AuthTarget target, Tenants tenants, Keys keys, Report report) {
        this.target = target;
        this.tenants = tenants;
        this.keys = keys;
        this.report = report;
    }

    void run(Schedule schedule, Lanes lanes) throws InterruptedException, IOException {
        report.title("Token endpoint: %,d a second for %s after %s, at the service's port"
                .formatted(Math.round(schedule.perSecond()), schedule.duration(), schedule.warmup()));
        var cpu = CpuTime.from(target.processes());
        var endpoint = new TokenEndpoint(target);
        var seen = new LinkedHashMap<String, Object>();
        // Where there are more keys than requests, none is asked twice, and each is looked up in PostgreSQL.
        run(
                seen,
                "exchange, each key for the first time",
                schedule,
                lanes,
                http -> arrival -> answer(endpoint.exchange(http, keys.text(tenants.keyId(arrival)))));
        run(
                seen,
                "exchange, keys known",
                schedule,
                lanes,
                http -> arrival -> answer(endpoint.exchange(http, keys.text(tenants.keyId(arrival % KNOWN)))));
        run(seen, "client credentials", schedule, lanes, http -> _ -> answer(endpoint.clientCredentials(http)));
        Iterator<String> families =
                new SignIn(target).refreshTokens(lanes.connections()).iterator();
        run(seen, "refresh", schedule, lanes, http -> new Refresh(endpoint, http, families.next()));
        report.value("tokens", seen);
        report.value("cpuSeconds of tokens", cpu.seconds());
    }

    private void run(
            Map<String, Object> seen, String name, Schedule schedule, Lanes lanes, Function<Http, Sender> senders)
            throws InterruptedException {
        var measured = lanes.run(schedule, 1, senders).getFirst();
        seen.put(name, Percentiles.of(measured));
        report.say(Percentiles.line(name, measured));
    }

    private static Sender.Answer answer(Http.Reply reply) {
        return new Sender.Answer(reply.status(), reply.status() == 200 ? 1 : 0);
    }

    /** One family of refresh tokens: each answer brings the token of the next request. */
    private static final class Refresh implements Sender {

        private final TokenEndpoint endpoint;
        private final Http http;
        private String token;

        private Refresh(TokenEndpoint endpoint, Http http, String token) {
            this.endpoint = endpoint;
            this.http = http;
            this.token = token;
        }

        @Override
        public Answer send(long arrival) throws IOException {
            var reply = endpoint.refresh(http, token);
            if (reply.status() == 200) {
                token = TokenEndpoint.field(reply, "refresh_token");
            }
            return answer(reply);
        }
    }
}
