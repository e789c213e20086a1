package io.machinenativeops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs a schedule over HTTP connections that are closed afterwards. */
final class Lanes {

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final int connections;
    private final Report report;

    Lanes(int connections, Report report) {
        this.connections = connections;
        this.report = report;
    }

    int connections() {
        return connections;
    }

    /** @param senders what a connection sends; arrivals are of so many kinds in turns */
    List<Measured> run(Schedule schedule, int kinds, Function<Http, Sender> senders) throws InterruptedException {
        var open = new ArrayList<Http>();
        try {
            return new OpenLoop(schedule, report::say)
                    .run(
                            connections,
                            () -> {
                                var http = Http.ofLane(null, ANSWER);
                                open.add(http);
                                return senders.apply(http);
                            },
                            kinds);
        } finally {
            open.forEach(Http::close);
        }
    }
}
