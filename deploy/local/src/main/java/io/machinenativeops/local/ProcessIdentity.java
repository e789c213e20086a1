package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, told apart from a later one that was given the same number.
 *
 * @param pid its number
 * @param mark when it started: on Linux the boot's id and the clock ticks since then, which no change of the wall clock
 *     moves; elsewhere the wall-clock milliseconds
 */
record ProcessIdentity(long pid, String mark) {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    /** Field 22 of /proc/PID/stat, counted from the state (field 3) that follows the parenthesised name; proc(5). */
    private static final int START_TIME_AFTER_NAME = 22 - 3;

    static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), mark(process));
    }

    /** The process, while it lives. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> mark(process).equals(mark));
    }

    private static String mark(ProcessHandle process) {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        try {
            String line = Files.readString(stat);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Files.readString(BOOT_ID).strip() + ":" + fields[START_TIME_AFTER_NAME];
        } catch (IOException e) {
            return process.info()
                    .startInstant()
                    .map(start -> Long.toString(start.toEpochMilli()))
                    .orElse("gone");
        }
    }
}
