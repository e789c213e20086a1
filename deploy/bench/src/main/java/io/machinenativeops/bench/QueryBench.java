package io.machinenativeops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.HdrHistogram.Histogram;

/** {@code ./mno bench query}: questions about many events, one after the other, as a dashboard asks them. */
final class QueryBench {

    private static final int DIGITS = 3;

    private final Target target;
    private final Report report;

    /**
     * @param events to load first; 0 asks about what is there
     * @param repeat how often each question is asked
     */
    record Plan(long events, int days, int repeat) {}

    /** A question and the goal it is held against, in milliseconds at the 95th percentile. */
    private record Question(String name, String path, long goal) {}

    QueryBench(Target target, Report report) {
        this.target = target;
        this.report = report;
    }

    void run(Plan plan, Instant now) {
        try (var sql = new Sql(target.clickHouseUrl());
                var http = new Http(null, Duration.ofMinutes(1))) {
            var cpu = CpuTime.from(target.processes());
            if (plan.events() > 0) {
                report.title("Loading %,d events over %d days".formatted(plan.events(), plan.days()));
                var took = new BulkLoad(sql, target.organization()).run(plan.events(), plan.days(), now, report::say);
                report.value("load", took);
            }
            report.title("Data");
            report.value("tables", new Stored(sql).size());
            report.title("Answers through the service's port, %d times each, milliseconds".formatted(plan.repeat()));
            var answers = new LinkedHashMap<String, Object>();
            for (var question : questions(now.truncatedTo(ChronoUnit.DAYS), plan.days())) {
                var millis = asked(http, question, plan.repeat());
                answers.put(question.name(), millis);
                report.say("%-44s p50 %7.1f  p95 %7.1f  p99 %7.1f  max %7.1f  %s"
                        .formatted(
                                question.name(),
                                millis.get("p50"),
                                millis.get("p95"),
                                millis.get("p99"),
                                millis.get("max"),
                                millis.getOrDefault("p95", 0.0) <= question.goal()
                                        ? "within " + question.goal()
                                        : "OVER " + question.goal()));
            }
            report.title("All");
            report.value("answers", answers);
            report.value("cpuSeconds", cpu.seconds());
        }
    }

    /** What rollups can answer, then what only the raw table can. */
    private static List<Question> questions(Instant today, int days) {
        var month = "from=%s&to=%s".formatted(today.minus(days, ChronoUnit.DAYS), today);
        var unaligned = "from=%s&to=%s"
                .formatted(
                        today.minus(days, ChronoUnit.DAYS).plus(7, ChronoUnit.MINUTES),
                        today.minus(3, ChronoUnit.MINUTES));
        var day = "from=%s&to=%s".formatted(today.minus(1, ChronoUnit.DAYS), today);
        long rolled = 80;
        long raw = 500;
        long other = 100;
        return List.of(
                new Question(days + " days, total", "/api/v1/usage/summary?" + month, rolled),
                new Question(days + " days by model", "/api/v1/usage/summary?groupBy=model&" + month, rolled),
                new Question(
                        days + " days by team, agent, model",
                        "/api/v1/usage/summary?groupBy=team,agent,model&" + month,
                        rolled),
                new Question(
                        days + " days by agent, unaligned edges",
                        "/api/v1/usage/summary?groupBy=agent&" + unaligned,
                        rolled),
                new Question(
                        days + " days of one agent by model",
                        "/api/v1/usage/summary?groupBy=model&agent=agent-8&" + month,
                        rolled),
                new Question(
                        days + " days by day and provider",
                        "/api/v1/usage/timeseries?interval=day&groupBy=provider&timezone=Asia/Taipei&" + month,
                        rolled),
                new Question("24 h by session", "/api/v1/usage/summary?groupBy=session&" + day, raw),
                new Question("24 h by user and tag", "/api/v1/usage/summary?groupBy=user,tag:feature&" + day, raw),
                new Question(
                        "24 h of one agent by session",
                        "/api/v1/usage/summary?groupBy=session&agent=agent-8&" + day,
                        raw),
                new Question("24 h, newest 100 events", "/api/v1/usage/events?" + day, other));
    }

    private Map<String, Double> asked(Http http, Question question, int repeat) {
        var micros = new Histogram(DIGITS);
        // For each question anew, since it ends after minutes.
        var authorization = target.authorizationAt(target.serviceUrl());
        // As often again before it counts: the first answers of a service tell how long its JVM takes to compile.
        for (int number = -repeat; number < repeat; number++) {
            var start = System.nanoTime();
            var status = ask(http, question, authorization);
            if (status != 200) {
                throw new IllegalStateException("'%s' was answered with status %d".formatted(question.path(), status));
            }
            if (number >= 0) {
                micros.recordValue((System.nanoTime() - start) / 1000);
            }
        }
        var millis = new LinkedHashMap<String, Double>();
        millis.put("p50", micros.getValueAtPercentile(50) / 1000.0);
        millis.put("p95", micros.getValueAtPercentile(95) / 1000.0);
        millis.put("p99", micros.getValueAtPercentile(99) / 1000.0);
        millis.put("max", micros.getMaxValue() / 1000.0);
        return millis;
    }

    private int ask(Http http, Question question, String authorization) {
        try {
            return http.get(target.serviceUrl() + question.path(), authorization)
                    .status();
        } catch (IOException broken) {
            throw new UncheckedIOException("no answer to " + question.path(), broken);
        }
    }
}
