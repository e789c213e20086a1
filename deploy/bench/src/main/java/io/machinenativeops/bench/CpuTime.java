package io.machinenativeops.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** CPU time that processes have used since a moment. */
final class CpuTime {

    private final Map<String, Long> processes;
    private final Map<String, Duration> before;

    private CpuTime(Map<String, Long> processes) {
        this.processes = processes;
        this.before = now();
    }

    /** @param processes their ids by name */
    static CpuTime from(Map<String, Long> processes) {
        return new CpuTime(processes);
    }

    /** Seconds by name; a process that is gone has none. */
    Map<String, Double> seconds() {
        var used = new LinkedHashMap<String, Double>();
        now().forEach((name, time) -> {
            var then = before.getOrDefault(name, Duration.ZERO);
            used.put(name, Math.round(time.minus(then).toMillis() / 10.0) / 100.0);
        });
        return used;
    }

    private Map<String, Duration> now() {
        var times = new LinkedHashMap<String, Duration>();
        // PostgreSQL works in a process for each connection.
        processes.forEach((name, pid) -> ProcessHandle.of(pid)
                .ifPresent(process -> times.put(
                        name,
                        Stream.concat(Stream.of(process), process.descendants())
                                .flatMap(each -> each.info().totalCpuDuration().stream())
                                .reduce(Duration.ZERO, Duration::plus))));
        return times;
    }
}
