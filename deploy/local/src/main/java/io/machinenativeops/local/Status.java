package io.machinenativeops.local;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Tells what runs. */
final class Status {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Settings settings;
    private final Clock clock;

    Status(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What the supervisor said last, if one said anything; it may be dead since. */
    Optional<StackState> lastKnown() {
        return new StateFile(settings.state()).read();
    }

    /** What the living supervisor says. */
    Optional<StackState> running() {
        return lastKnown().filter(state -> state.supervisor().find().isPresent());
    }

    /** One object a process: {@code [{name, pid, port, state}]}; empty when nothing runs. */
    String json() {
        List<Map<String, @Nullable Object>> rows = parts().stream()
                .map(part -> {
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    row.put("name", part.name());
                    row.put(
                            "pid",
                            part.process() == null ? null : part.process().pid());
                    row.put("port", part.port());
                    row.put("state", part.state());
                    return row;
                })
                .toList();
        return JSON.writeValueAsString(rows);
    }

    /** Of a supervisor that was killed, only what is left alive is listed. */
    private List<PartState> parts() {
        Optional<StackState> running = running();
        if (running.isPresent()) {
            return running.get().parts();
        }
        return lastKnown().stream()
                .flatMap(state -> state.parts().stream())
                .filter(part -> part.alive().isPresent())
                .toList();
    }

    /** A table for people. */
    String text() {
        List<PartState> parts = parts();
        Optional<StackState> running = running();
        if (parts.isEmpty() && running.isEmpty()) {
            return "Not running. './mno up' starts it.";
        }
        StringBuilder text = new StringBuilder(
                "%-16s %8s %6s  %-11s %8s  %s%n".formatted("NAME", "PID", "PORT", "STATE", "RESTARTS", "SINCE"));
        for (PartState part : parts) {
            String pid =
                    part.process() == null ? "-" : Long.toString(part.process().pid());
            text.append("%-16s %8s %6d  %-11s %8d  %s%s%n"
                    .formatted(
                            part.name(),
                            pid,
                            part.port(),
                            part.state().text(),
                            part.restarts(),
                            ago(Duration.between(part.since(), clock.instant())),
                            part.detail() == null ? "" : "  " + part.detail()));
        }
        text.append(running.map(state -> "%nGateway %s, supervisor pid %d"
                        .formatted(state.gatewayUrl(), state.supervisor().pid()))
                .orElse("%nThe supervisor is gone: './mno up' starts anew, './mno down' clears up.".formatted()));
        return text.toString();
    }

    private static String ago(Duration duration) {
        if (duration.toMinutes() < 2) {
            return duration.toSeconds() + " s";
        }
        return duration.toHours() < 2 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }
}
