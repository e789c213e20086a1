package io.machinenativeops.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What {@code ./mno} promises to people: a second stack, with its own state and ports, is taken up and down. */
class LifecycleIT {

    private final Stack stack = new Stack("lifecycle", Integer.getInteger("mno.e2e.port-base", 18080) + 100);

    @AfterEach
    void leaveNothing() {
        stack.mno("down", "--purge");
    }

    @Test
    void dataSurvivesDownAndUpAndNoProcessIsLeft() throws IOException {
        stack.up("--fresh");
        var api = new Api(stack);
        assertThat(api.post("/api/v1/usage-events", """
                {"events":[{"eventId":"kept-1","provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":1,"completion_tokens":1}}]}""").status()).isEqualTo(202);
        assertThat(Files.getPosixFilePermissions(stack.home().resolve("credentials.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        var key = stack.apiKey();
        var pids = stack.status().stream().map(row -> row.get("pid").asLong()).toList();
        assertThat(pids)
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(pid -> ProcessHandle.of(pid).isPresent());

        var again = stack.mno("up");
        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(stack.status().stream().map(row -> row.get("pid").asLong()).toList())
                .isEqualTo(pids);

        stack.down();
        assertThat(pids).noneMatch(LifecycleIT::isAlive);

        stack.up();
        assertThat(stack.apiKey()).isEqualTo(key);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.get("/api/v1/usage/events/kept-1").status() == 200);
        assertThat(api.post("/api/v1/usage-events", """
                {"events":[{"eventId":"kept-1","provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":1,"completion_tokens":1}}]}""")
                        .json()
                        .get("duplicates")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(stack.portBase(), 1, InetAddress.getLoopbackAddress())) {
            var result = stack.mno("up");

            assertThat(result.exitCode()).isNotZero();
            assertThat(result.output()).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void statusHasExactlyTheFourFields() {
        stack.up("--fresh");

        assertThat(stack.status())
                .isNotEmpty()
                .allSatisfy(row ->
                        assertThat(List.copyOf(row.propertyNames())).containsExactly("name", "pid", "port", "state"));
        assertThat(stack.status().stream().map(LifecycleIT::name))
                .contains("redis", "clickhouse", "token-tracking", "gateway");
    }

    private static String name(JsonNode row) {
        return row.get("name").asString();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
