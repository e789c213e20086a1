package io.machinenativeops.teamrbac.permission;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Scopes, principals and the rows made of them. */
class TenantRowTest {

    private static final UUID ONE = UUID.fromString("018f0000-0000-7000-8000-000000000001");
    private static final UUID TWO = UUID.fromString("018f0000-0000-7000-8000-000000000002");
    private static final Principal USER = Principal.user(ONE);
    private static final Principal AGENT = Principal.agent(ONE);
    private static final Principal KEY = Principal.key(ONE);

    @Test
    void scopesAndPrincipalsAreReadAsTheyAreWritten() {
        for (var text : List.of("organization:" + ONE, "team:" + ONE, "project:" + ONE)) {
            assertThat(Scope.of(text)).hasToString(text);
        }
        assertThat(Scope.of("team:" + ONE)).isEqualTo(Scope.team(ONE));
        for (var text : List.of("user:" + ONE, "agent:" + ONE, "key:" + ONE)) {
            assertThat(Principal.of(text)).hasToString(text);
        }
        assertThat(Principal.of("key:" + ONE)).isEqualTo(KEY);
    }

    @Test
    void otherTextsAreNoScope() {
        for (var wrong : List.of(
                "",
                ":",
                "team",
                "team:",
                ONE.toString(),
                ":" + ONE,
                "teams:" + ONE,
                "tea:" + ONE,
                "Team:" + ONE,
                "user:" + ONE,
                "team:" + ONE + " ",
                "team:" + ONE.toString().toUpperCase(Locale.ROOT),
                "team:1-1-1-1-1",
                "team::" + ONE)) {
            assertThatThrownBy(() -> Scope.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'" + wrong + "' is not understood: expected <kind>:<uuid> with a kind of "
                            + "[organization, team, project] and the UUID in lower case");
        }
    }

    @Test
    void scopesAndPrincipalsAreOrderedByKindThenId() {
        assertThat(Stream.of(Scope.project(ONE), Scope.team(TWO), Scope.team(ONE), Scope.organization(TWO))
                        .sorted())
                .containsExactly(Scope.organization(TWO), Scope.team(ONE), Scope.team(TWO), Scope.project(ONE));
        assertThat(Stream.of(KEY, Principal.user(TWO), AGENT, USER).sorted())
                .containsExactly(USER, Principal.user(TWO), AGENT, KEY);
    }

    @Test
    void aKeyActsForAUserOrAgentAndNobodyElseDoes() {
        assertThat(Member.key(KEY, USER).actsFor()).isEqualTo(USER);
        assertThat(Member.active(USER).suspended()).isFalse();
        assertThat(Member.suspended(USER).suspended()).isTrue();
        assertThatThrownBy(() -> Member.active(KEY))
                .hasMessage(KEY + " acts for null: expected a user or agent for keys, and nobody for others");
        assertThatThrownBy(() -> Member.key(USER, AGENT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Member.key(KEY, Principal.key(TWO)))
                .hasMessage(KEY + " acts for key:" + TWO + ": expected a user or agent");
    }

    @Test
    void teamsAndProjectsStandUnderTheOrganisationOrATeam() {
        assertThat(new Node(Scope.team(ONE), Scope.team(TWO)).parent()).isEqualTo(Scope.team(TWO));
        assertThatThrownBy(() -> new Node(Scope.organization(ONE), Scope.organization(TWO)))
                .hasMessageEndingWith("an organisation is the root");
        assertThatThrownBy(() -> new Node(Scope.team(ONE), Scope.project(TWO)))
                .hasMessageEndingWith("expected the organisation or another team");
        assertThatThrownBy(() -> new Node(Scope.team(ONE), Scope.team(ONE)))
                .hasMessageEndingWith("expected the organisation or another team");
    }

    @Test
    void aBindingCountsUntilItsEndAndNotAtIt() {
        var end = Instant.parse("2026-11-23T10:00:00Z");
        var binding = new Binding(TWO, USER, Scope.project(ONE), Grant.of(BuiltInRole.VIEWER), end);

        assertThat(binding.liveAt(end.minusNanos(1))).isTrue();
        assertThat(binding.liveAt(end)).isFalse();
        assertThat(Binding.of(TWO, USER, Scope.project(ONE), BuiltInRole.VIEWER).liveAt(Instant.MAX))
                .isTrue();
    }

    @Test
    void anAgentIsMadeWithTheRoleOfAgentsAtItsProject() {
        assertThat(Binding.ofNewAgent(TWO, AGENT, Scope.project(ONE)))
                .isEqualTo(new Binding(TWO, AGENT, Scope.project(ONE), new Grant.OfRole("agent"), null));
        assertThatThrownBy(() -> Binding.ofNewAgent(TWO, USER, Scope.project(ONE)))
                .hasMessageEndingWith("expected an agent at its project");
        assertThatThrownBy(() -> Binding.ofNewAgent(TWO, AGENT, Scope.team(ONE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void emptyRowsAreRefused() {
        assertThatThrownBy(() -> new Deny(TWO, USER, Scope.project(ONE), PermissionSet.NONE, null))
                .hasMessage("deny " + TWO + " takes nothing: expected at least one permission");
        assertThatThrownBy(() -> new Grant.OfRole(" ")).hasMessage("a binding names a role");
    }
}
