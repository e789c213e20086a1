package io.machinenativeops.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MachineTest {

    @Test
    void readsWhatTheKernelTells(@TempDir Path proc) throws Exception {
        Files.writeString(proc.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n");
        Files.writeString(proc.resolve("meminfo"), "MemTotal:       24683000 kB\nMemFree: 1 kB\n");
        Files.writeString(proc.resolve("loadavg"), "1.50 0.60 0.70 1/400 1234\n");

        var machine = Machine.here(proc);

        assertThat(machine.cpu()).isEqualTo("Some CPU @ 2 GHz");
        assertThat(machine.memoryMegabytes()).isEqualTo(24_104);
        assertThat(machine.load()).isEqualTo(1.5);
    }

    @Test
    void doesWithoutProc(@TempDir Path empty) {
        assertThat(Machine.here(empty).load()).isEqualTo(-1);
        assertThat(Machine.here(empty).busy()).isFalse();
    }

    @Test
    void readsTheStackFromItsStatus(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("credentials.json"), """
                {"gatewayUrl":"http://127.0.0.1:9000","organizationId":"o-1","projectId":"p-1","apiKey":"k"}""");

        var target = Target.of(home, """
                [{"name":"redis","pid":11,"port":9020,"state":"ready"},{"name":"clickhouse","pid":12,"port":9021,"state":"ready"},
                 {"name":"token-tracking","pid":13,"port":9001,"state":"ready"}]""", Map.of());

        assertThat(target.serviceUrl()).isEqualTo("http://127.0.0.1:9001");
        assertThat(target.clickHouseUrl()).isEqualTo("http://127.0.0.1:9021");
        assertThat(target.gatewayUrl()).isEqualTo("http://127.0.0.1:9000");
        assertThat(target.authorization()).isEqualTo("Bearer k");
        assertThat(target.processes()).containsEntry("token-tracking", 13L).containsKey(Target.GENERATOR);
    }

    @Test
    void saysThatNothingRuns(@TempDir Path home) {
        assertThatThrownBy(() -> Target.of(home, "[]", Map.of())).hasMessageContaining("./mno up");
    }

    @Test
    void measuresTheCpuOfProcesses() {
        var cpu = CpuTime.from(Map.of("self", ProcessHandle.current().pid(), "gone", Long.MAX_VALUE));
        long sum = 0;
        for (long number = 0; cpu.seconds().getOrDefault("self", 0.0) < 0.05; number++) {
            sum += number * number;
        }

        assertThat(sum).isNotZero();
        assertThat(cpu.seconds()).doesNotContainKey("gone");
    }
}
