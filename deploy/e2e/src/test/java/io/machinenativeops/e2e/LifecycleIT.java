package io.machinenativeops.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What {@code ./mno} promises to people. It takes the stack of all journeys down and up, and so comes last. */
@ExtendWith(RunningStack.class)
@Order(Integer.MAX_VALUE)
class LifecycleIT {

    /** With its own state and ports; never up. */
    private final Stack second = new Stack("lifecycle", Integer.getInteger("mno.e2e.port-base", 18080) + 100);

    private final Stack stack;

    LifecycleIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void dataSurvivesDownAndUpAndNoProcessIsLeft() throws IOException {
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

        statusHasExactlyTheFourFields();

        assertThat(key).startsWith("mno_live_");
        var again = stack.mno("up");
        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(again.output()).doesNotContain("new key");
        assertThat(stack.mno("doctor").output()).containsPattern("ok +key +is taken by the gateway, and does not end");
        assertThat(stack.mno("dead-letters").output()).contains("The store has refused nothing.");
        assertThat(stack.status().stream().map(row -> row.get("pid").asLong()).toList())
                .isEqualTo(pids);

        stack.down();
        assertThat(pids).noneMatch(LifecycleIT::isAlive);

        stack.up();
        assertThat(stack.apiKey()).isEqualTo(key);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get("/api/v1/usage/events/kept-1").status() == 200);
        assertThat(api.post("/api/v1/usage-events", """
                {"events":[{"eventId":"kept-1","provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":1,"completion_tokens":1}}]}""")
                        .json()
                        .get("duplicates")
                        .asInt())
                .isEqualTo(1);

        bringsBackWhatWasDestroyed(api, key);
    }

    private void statusHasExactlyTheFourFields() {
        assertThat(stack.status())
                .isNotEmpty()
                .allSatisfy(row ->
                        assertThat(List.copyOf(row.propertyNames())).containsExactly("name", "pid", "port", "state"));
        assertThat(stack.status().stream().map(LifecycleIT::name))
                .contains("redis", "clickhouse", "token-tracking", "gateway", "team-rbac");
    }

    /** Part of the journey above, since each start of a stack takes its time. */
    private void bringsBackWhatWasDestroyed(Api api, String key) throws IOException {
        var backup = stack.home().resolveSibling("lifecycle-backup");
        stack.run(List.of("rm", "-rf", backup.toString()), Map.of(), stack.root());
        assertThat(api.post("/api/v1/usage-events", event("in-the-backup")).status())
                .isEqualTo(202);
        var taken = stack.mno("backup", backup.toString());
        assertThat(taken.exitCode()).as(taken.output()).isZero();
        assertThat(api.post("/api/v1/usage-events", event("after-the-backup")).status())
                .isEqualTo(202);

        stack.mno("down", "--purge");
        assertThat(stack.home()).doesNotExist();
        var restored = stack.mno("restore", backup.toString());
        assertThat(restored.exitCode()).as(restored.output()).isZero();
        stack.up();

        assertThat(stack.apiKey()).isEqualTo(key);
        for (var id : List.of("kept-1", "in-the-backup")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> api.get("/api/v1/usage/events/" + id).status() == 200);
        }
        // The claims went back with the rows: what was there is a duplicate, what came later is not.
        assertThat(counted(api, "in-the-backup")).isEqualTo("duplicates");
        assertThat(counted(api, "after-the-backup")).isEqualTo("accepted");
    }

    private static String event(String id) {
        return """
                {"events":[{"eventId":"%s","provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":1,"completion_tokens":1}}]}""".formatted(id);
    }

    private static String counted(Api api, String id) {
        var verdict = api.post("/api/v1/usage-events", event(id)).json();
        return verdict.get("accepted").asInt() == 1 ? "accepted" : "duplicates";
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(second.portBase(), 1, InetAddress.getLoopbackAddress())) {
            var result = second.mno("up");

            assertThat(result.exitCode()).isNotZero();
            assertThat(result.output()).contains(Integer.toString(taken.getLocalPort()));
        } finally {
            second.mno("down", "--purge");
        }
    }

    @Test
    void doctorNamesOpenSecretsAndAClockThatWasSetBack() throws IOException {
        Files.createDirectories(second.home().resolve("data"));
        Files.createDirectories(second.home().resolve("keys"));
        Files.setPosixFilePermissions(
                Files.writeString(second.home().resolve("keys/a.secret"), "x"),
                PosixFilePermissions.fromString("rw-r--r--"));
        Files.setLastModifiedTime(
                Files.writeString(second.home().resolve("data/later"), "x"),
                FileTime.from(Instant.now().plus(Duration.ofHours(1))));

        var doctor = second.mno("doctor");

        assertThat(doctor.exitCode()).as(doctor.output()).isEqualTo(1);
        assertThat(doctor.output())
                .containsPattern("fail +secrets +.* can be read by others")
                .containsPattern("fail +clock +was set back")
                .containsPattern("ok +JDK +25 in ")
                .containsPattern("ok +disk ")
                .containsPattern("ok +port " + second.portBase());
        second.run(List.of("rm", "-rf", second.home().toString()), Map.of(), second.root());
    }

    private static String name(JsonNode row) {
        return row.get("name").asString();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
