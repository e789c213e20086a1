package io.machinenativeops.teamrbac.access;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.machinenativeops.platform.testing.Repository;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Expiring;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Decisions in organisations made by chance are those of node-casbin. The short form asks 5,000 questions;
 * {@code -Dmno.casbin.decisions=100000} asks more, {@code -Dmno.casbin.seed=N} others.
 */
class CasbinIT {

    private static final int DECISIONS = Integer.getInteger("mno.casbin.decisions", 5_000);
    private static final long SEED = Long.getLong("mno.casbin.seed", 20_261_123L);
    private static final int A_TENANT = 50;

    private final JsonMapper json = new JsonMapper();

    @Test
    void casbinDecidesTheSame() throws IOException {
        var oracle = new ProcessBuilder("node", "oracle.js")
                .directory(Repository.file("team-rbac-service/src/test/casbin").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var differences = new ArrayList<String>();
        int allowed = 0;
        int denied = 0;
        int asked = 0;
        try (var questions =
                        new BufferedWriter(new OutputStreamWriter(oracle.getOutputStream(), StandardCharsets.UTF_8));
                var answers =
                        new BufferedReader(new InputStreamReader(oracle.getInputStream(), StandardCharsets.UTF_8))) {
            for (long seed = SEED; asked < DECISIONS; seed++) {
                var tenant = new RandomTenant(seed);
                var index = TenantIndex.of(tenant.rows());
                var checks = Stream.generate(() -> new Question(
                                tenant.check(), RandomTenant.NOW.plus(Duration.ofMinutes(tenant.upTo(120)))))
                        .limit(A_TENANT)
                        .toList();
                questions.write(json.writeValueAsString(Question.tenant(tenant, checks)));
                questions.newLine();
                questions.flush();
                var answer = answers.readLine();
                assertThat(answer).as("the oracle's answer to seed " + seed).hasSize(A_TENANT);
                for (int each = 0; each < A_TENANT; each++) {
                    var question = checks.get(each);
                    var decision = index.decide(question.check(), question.at());
                    asked++;
                    allowed += decision.allowed() ? 1 : 0;
                    denied += decision.proof() instanceof Proof.Denied ? 1 : 0;
                    if (decision.allowed() != (answer.charAt(each) == '1')) {
                        differences.add("seed " + seed + ": " + question + " is " + decision);
                    }
                }
            }
        } finally {
            oracle.destroy();
        }

        assertThat(differences).isEmpty();
        // Otherwise there would be nothing to be right about.
        assertThat(allowed).as("allowed of %s", asked).isGreaterThan(asked / 20);
        assertThat(denied).as("denied of %s", asked).isGreaterThan(asked / 200);
    }

    /** A check at a moment, and what the oracle is told. */
    private record Question(Check check, Instant at) {

        static Map<String, Object> tenant(RandomTenant tenant, List<Question> checks) {
            var rows = tenant.rows().rows();
            var roles = new HashMap<String, List<String>>();
            of(rows, Role.class).forEach(role -> roles.put(role.id(), texts(role.permissions())));
            return Map.of(
                    "organization",
                            Scope.organization(tenant.rows().organization()).toString(),
                    "roles", roles,
                    "nodes",
                            of(rows, Node.class)
                                    .map(node -> List.of(
                                            node.scope().toString(),
                                            node.parent().toString()))
                                    .toList(),
                    "members", of(rows, Member.class).map(Question::member).toList(),
                    "bindings", of(rows, Binding.class).map(Question::binding).toList(),
                    "denies",
                            of(rows, Deny.class)
                                    .map(deny -> row(
                                            deny.principal(),
                                            deny.scope(),
                                            deny,
                                            "permissions",
                                            texts(deny.permissions())))
                                    .toList(),
                    "checks", checks.stream().map(Question::asked).toList());
        }

        private static <T> Stream<T> of(List<?> rows, Class<T> type) {
            return rows.stream().filter(type::isInstance).map(type::cast);
        }

        private static List<String> texts(PermissionSet permissions) {
            return permissions.toList().stream().map(Permission::toString).toList();
        }

        private static Map<String, @Nullable Object> member(Member member) {
            var told = new HashMap<String, @Nullable Object>();
            told.put("principal", member.principal().toString());
            told.put("suspended", member.suspended());
            told.put(
                    "actsFor",
                    member.actsFor() == null ? null : member.actsFor().toString());
            return told;
        }

        private static Map<String, @Nullable Object> binding(Binding binding) {
            return switch (binding.grant()) {
                case Grant.OfRole named -> row(binding.principal(), binding.scope(), binding, "role", named.role());
                case Grant.OfPermissions own ->
                    row(binding.principal(), binding.scope(), binding, "permissions", texts(own.permissions()));
            };
        }

        private static Map<String, @Nullable Object> row(
                Principal principal, Scope scope, Expiring end, String what, Object given) {
            var told = new HashMap<String, @Nullable Object>();
            told.put("principal", principal.toString());
            told.put("scope", scope.toString());
            told.put("until", end.expiresAt() == null ? null : end.expiresAt().toEpochMilli());
            told.put(what, given);
            return told;
        }

        private Map<String, Object> asked() {
            return Map.of(
                    "principal", check.principal().toString(),
                    "permission", check.permission().toString(),
                    "scope", check.scope().toString(),
                    "at", at.toEpochMilli());
        }
    }
}
