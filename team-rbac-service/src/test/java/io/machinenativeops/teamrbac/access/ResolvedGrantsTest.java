package io.machinenativeops.teamrbac.access;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static io.machinenativeops.teamrbac.access.Acme.ANN;
import static io.machinenativeops.teamrbac.access.Acme.APOLLO;
import static io.machinenativeops.teamrbac.access.Acme.BLUE;
import static io.machinenativeops.teamrbac.access.Acme.BOB;
import static io.machinenativeops.teamrbac.access.Acme.BOREALIS;
import static io.machinenativeops.teamrbac.access.Acme.BOT;
import static io.machinenativeops.teamrbac.access.Acme.BOT_KEY;
import static io.machinenativeops.teamrbac.access.Acme.CAT;
import static io.machinenativeops.teamrbac.access.Acme.CAT_KEY;
import static io.machinenativeops.teamrbac.access.Acme.COMET;
import static io.machinenativeops.teamrbac.access.Acme.DAN;
import static io.machinenativeops.teamrbac.access.Acme.DUNE;
import static io.machinenativeops.teamrbac.access.Acme.HAL;
import static io.machinenativeops.teamrbac.access.Acme.IVY;
import static io.machinenativeops.teamrbac.access.Acme.NOON;
import static io.machinenativeops.teamrbac.access.Acme.NOW;
import static io.machinenativeops.teamrbac.access.Acme.ORGANIZATION;
import static io.machinenativeops.teamrbac.access.Acme.RED;
import static io.machinenativeops.teamrbac.access.Acme.REVISION;
import static io.machinenativeops.teamrbac.access.Acme.SUE;
import static io.machinenativeops.teamrbac.access.Acme.id;
import static org.assertj.core.api.Assertions.assertThat;

class ResolvedGrantsTest {

    private static final PermissionSet READ = PermissionSet.of(Permission.USAGE_READ);

    @Test
    void oneEntrySaysWhatHoldsEverywhere() {
        assertThat(grants(ANN).byScope()).isEqualTo(Map.of(ORGANIZATION, PermissionSet.ALL));
        assertThat(grants(ANN).revision()).isEqualTo(REVISION);
        assertThat(grants(ANN).validUntil()).isNull();
    }

    @Test
    void projectsAreNamedSinceServicesKnowNoTree() {
        assertThat(grants(CAT).byScope()).isEqualTo(Map.of(APOLLO, BuiltInRole.DEVELOPER.permissions()));
        assertThat(grants(IVY).byScope())
                .isEqualTo(
                        Map.of(BLUE, BuiltInRole.DEVELOPER.permissions(), COMET, BuiltInRole.DEVELOPER.permissions()));
    }

    @Test
    void aDenyTakesItFromEverythingAboveAndLeavesTheRestByName() {
        // Viewer of the organisation without usage:read in the team red.
        assertThat(grants(DAN).byScope())
                .isEqualTo(Map.of(
                        ORGANIZATION,
                        BuiltInRole.VIEWER.permissions().without(READ),
                        BLUE,
                        READ,
                        COMET,
                        READ,
                        DUNE,
                        READ));
        // Admin of the team red without artifact:admin in one of its projects.
        var rest = BuiltInRole.ADMIN.permissions().without(PermissionSet.of(Permission.ARTIFACT_ADMIN));
        assertThat(grants(BOB).byScope())
                .isEqualTo(Map.of(RED, rest, APOLLO, BuiltInRole.ADMIN.permissions(), BOREALIS, rest));
    }

    @Test
    void whoHasNothingHasNoEntries() {
        assertThat(grants(SUE).byScope()).isEmpty();
        assertThat(grants(HAL).byScope()).isEmpty();
        assertThat(grants(HAL).claim()).isEmpty();
    }

    @Test
    void aKeyHasWhatBothHave() {
        assertThat(grants(BOT_KEY).byScope()).isEqualTo(Map.of(APOLLO, BuiltInRole.AGENT.permissions()));
        assertThat(grants(CAT_KEY).byScope())
                .isEqualTo(
                        Map.of(APOLLO, BuiltInRole.VIEWER.permissions().within(BuiltInRole.DEVELOPER.permissions())));
    }

    @Test
    void itHoldsUntilTheFirstEnd() {
        var later = NOON.plusSeconds(1);
        var index = Acme.with(
                new Deny(id(200), BOT, APOLLO, READ, later),
                new Binding(id(201), BOT_KEY, APOLLO, Grant.of(BuiltInRole.VIEWER), NOON),
                new Binding(id(202), BOT_KEY, APOLLO, Grant.of(BuiltInRole.VIEWER), NOW));

        assertThat(grants(IVY).validUntil()).isEqualTo(NOON);
        assertThat(index.grants(BOT, NOW).validUntil()).isEqualTo(later);
        assertThat(index.grants(BOT_KEY, NOW).validUntil()).isEqualTo(NOON);
        assertThat(index.grants(BOT_KEY, NOON).validUntil()).isEqualTo(later);
        assertThat(index.grants(BOT_KEY, later).validUntil()).isNull();
    }

    @Test
    void theClaimNamesScopesAndPermissionsAsTheyAreWritten() {
        assertThat(grants(DAN).claim())
                .containsEntry(
                        ORGANIZATION.toString(),
                        List.of(
                                "budget:read",
                                "alert:read",
                                "artifact:read",
                                "prompt:read",
                                "github:read",
                                "subscription:read",
                                "member:read"))
                .containsEntry(COMET.toString(), List.of("usage:read"))
                .hasSize(4);
    }

    @Test
    void countsTheBytesThatJacksonWrites() {
        for (var principal : List.of(ANN, BOB, CAT, DAN, HAL, BOT_KEY)) {
            var grants = grants(principal);
            assertThat(grants.claimBytes()).isEqualTo(written(grants));
        }
        for (int seed = 0; seed < 50; seed++) {
            var tenant = new RandomTenant(seed);
            var index = TenantIndex.of(tenant.rows());
            for (var principal : tenant.principals()) {
                var grants = index.grants(principal, NOW);
                assertThat(grants.claimBytes()).isEqualTo(written(grants));
            }
        }
    }

    private static int written(ResolvedGrants grants) {
        return new JsonMapper().writeValueAsString(grants.claim()).getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void fourThousandAndNinetySixBytesFitInAToken() {
        // {} and for each project "project:<36>":["usage:read"] with a comma between: 61 n + n - 1 + 2 bytes
        assertThat(viewerOf(66).claimBytes()).isEqualTo(4_093);
        assertThat(viewerOf(66).fitsInToken()).isTrue();
        assertThat(viewerOf(67).claimBytes()).isEqualTo(4_155);
        assertThat(viewerOf(67).fitsInToken()).isFalse();
    }

    private static ResolvedGrants viewerOf(int projects) {
        var rows = new ArrayList<TenantRow>();
        for (int each = 0; each < projects; each++) {
            var project = Scope.project(id(1_000 + each));
            rows.add(new Node(project, RED));
            rows.add(new Binding(id(3_000 + each), IVY, project, new Grant.OfPermissions(READ), null));
        }
        rows.add(new Binding(Acme.IVY_UNTIL_NOON.id(), IVY, BLUE, Grant.of(BuiltInRole.DEVELOPER), Instant.EPOCH));
        return Acme.with(rows.toArray(TenantRow[]::new)).grants(IVY, NOW);
    }

    private static ResolvedGrants grants(Principal principal) {
        return Acme.index().grants(principal, NOW);
    }
}
