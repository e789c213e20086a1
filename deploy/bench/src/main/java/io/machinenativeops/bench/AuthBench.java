package io.machinenativeops.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** {@code ./mno bench auth}: organisations by the thousand, and what is asked about them. */
final class AuthBench {

    /** What can be measured, in this order: what runs first compiles the code that the next needs too. */
    static final List<String> PARTS = List.of("tokens", "audit", "checks", "keys");

    /** More than requests of a part with the usual rate and times. */
    static final int KEYS = 30_000;

    private final AuthTarget target;
    private final Report report;

    /**
     * @param tenants to be there; loaded if they are not
     * @param parts of {@link #PARTS}
     * @param rate a second, of each part; 0 for the usual one
     * @param active how many organisations are asked about permissions, one number after the other
     */
    record Plan(
            Tenants tenants,
            List<String> parts,
            double rate,
            Duration warmup,
            Duration duration,
            int connections,
            List<Integer> active) {

        Plan {
            parts = List.copyOf(parts);
            active = List.copyOf(active);
            for (var part : parts) {
                if (!PARTS.contains(part)) {
                    throw new IllegalArgumentException("--only is '%s': some of %s are expected"
                            .formatted(String.join(",", parts), String.join(",", PARTS)));
                }
            }
        }

        private Schedule schedule(double usual) {
            return new Schedule(rate > 0 ? rate : usual, warmup, duration);
        }
    }

    AuthBench(AuthTarget target, Report report) {
        this.target = target;
        this.report = report;
    }

    void run(Plan plan) throws InterruptedException, IOException {
        var keys = new Keys(target.pepper());
        load(plan.tenants(), keys);
        var lanes = new Lanes(plan.connections(), report);
        for (var part : plan.parts()) {
            switch (part) {
                case "tokens" -> new TokenBench(target, plan.tenants(), keys, report).run(plan.schedule(500), lanes);
                case "audit" ->
                    new AuditBench(target, plan.tenants(), keys, report).run(plan.schedule(3_000), plan.connections());
                case "checks" ->
                    new CheckBench(target, plan.tenants(), keys, report)
                            .run(plan.schedule(1_000), lanes, plan.active());
                default -> new KeyBench(target, plan.tenants(), keys, report).run(plan.schedule(300), lanes);
            }
        }
    }

    private void load(Tenants tenants, Keys keys) throws InterruptedException {
        var load = new TenantLoad(target::postgres, keys);
        var there = load.there();
        if (there > 0 && there < tenants.withKeys()) {
            throw new IllegalArgumentException(
                    "%,d organisations are loaded and %,d are asked for: start with an empty stack"
                            .formatted(there, tenants.count()));
        }
        if (there < tenants.count()) {
            report.title("Loading organisations %,d to %,d of %,d members"
                    .formatted(there + 1, tenants.count(), tenants.members()));
            report.value("load", load.run(tenants, there, report::say));
        }
        report.title("Data");
        report.value("tables", load.size());
    }
}
