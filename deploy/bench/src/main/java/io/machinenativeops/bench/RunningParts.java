package io.machinenativeops.bench;

import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * What of a stack runs, by name, and the bench itself among the processes.
 *
 * @param ports where the parts listen
 * @param processes their process ids
 */
record RunningParts(Map<String, Integer> ports, Map<String, Long> processes) {

    private static final JsonMapper JSON = new JsonMapper();

    /** @param status what {@code ./mno status --json} prints */
    static RunningParts of(String status) {
        var ports = new LinkedHashMap<String, Integer>();
        var processes = new LinkedHashMap<String, Long>();
        for (var part : JSON.readTree(status).values()) {
            var name = part.path("name").asString("");
            ports.put(name, part.path("port").asInt(0));
            processes.put(name, part.path("pid").asLong(0));
        }
        processes.put(Target.GENERATOR, ProcessHandle.current().pid());
        return new RunningParts(ports, processes);
    }
}
