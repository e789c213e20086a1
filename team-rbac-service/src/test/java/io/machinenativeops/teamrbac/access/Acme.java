package io.machinenativeops.teamrbac.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;

/**
 * A small organisation.
 *
 * <pre>
 * organisation   ann owner, dan viewer, sue suspended owner
 *   red          bob admin
 *     apollo     cat developer, bot agent (with key botKey: agent)
 *     borealis
 *   blue         fay release (own role: prompt:publish), ivy developer until noon
 *     comet
 *   dune         (a project without a team)
 * keys           catKey: viewer at the organisation, acts for cat
 * denies         dan: usage:read at red; bob: artifact:admin at borealis
 * nobody         hal belongs to another organisation
 * </pre>
 */
public final class Acme {

    public static final UUID ID = id(1);
    public static final Scope ORGANIZATION = Scope.organization(ID);
    public static final Scope RED = Scope.team(id(11));
    public static final Scope BLUE = Scope.team(id(12));
    public static final Scope APOLLO = Scope.project(id(21));
    public static final Scope BOREALIS = Scope.project(id(22));
    public static final Scope COMET = Scope.project(id(23));
    public static final Scope DUNE = Scope.project(id(24));
    public static final Scope ELSEWHERE = Scope.project(id(99));
    public static final Principal ANN = Principal.user(id(31));
    public static final Principal BOB = Principal.user(id(32));
    public static final Principal CAT = Principal.user(id(33));
    public static final Principal DAN = Principal.user(id(34));
    public static final Principal SUE = Principal.user(id(35));
    public static final Principal FAY = Principal.user(id(36));
    public static final Principal IVY = Principal.user(id(37));
    public static final Principal HAL = Principal.user(id(38));
    public static final Principal BOT = Principal.agent(id(41));
    public static final Principal CAT_KEY = Principal.key(id(51));
    public static final Principal BOT_KEY = Principal.key(id(52));
    public static final String RELEASE = id(61).toString();

    public static final Binding ANN_OWNS = Binding.of(id(71), ANN, ORGANIZATION, BuiltInRole.OWNER);
    public static final Binding BOB_ADMIN = Binding.of(id(72), BOB, RED, BuiltInRole.ADMIN);
    public static final Binding CAT_DEVELOPER = Binding.of(id(73), CAT, APOLLO, BuiltInRole.DEVELOPER);
    public static final Binding DAN_VIEWER = Binding.of(id(74), DAN, ORGANIZATION, BuiltInRole.VIEWER);
    public static final Binding SUE_OWNS = Binding.of(id(75), SUE, ORGANIZATION, BuiltInRole.OWNER);
    public static final Binding FAY_RELEASE = new Binding(id(76), FAY, BLUE, new Grant.OfRole(RELEASE), null);
    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    public static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    public static final Binding IVY_UNTIL_NOON = new Binding(id(77), IVY, BLUE, Grant.of(BuiltInRole.DEVELOPER), NOON);
    public static final Binding BOT_AGENT = Binding.ofNewAgent(id(78), BOT, APOLLO);
    public static final Binding CAT_KEY_VIEWER = Binding.of(id(79), CAT_KEY, ORGANIZATION, BuiltInRole.VIEWER);
    public static final Binding BOT_KEY_AGENT = Binding.of(id(80), BOT_KEY, APOLLO, BuiltInRole.AGENT);
    public static final Deny DAN_WITHOUT_RED =
            new Deny(id(81), DAN, RED, PermissionSet.of(Permission.USAGE_READ), null);
    public static final Deny BOB_WITHOUT_BOREALIS =
            new Deny(id(82), BOB, BOREALIS, PermissionSet.of(Permission.ARTIFACT_ADMIN), null);
    public static final long REVISION = 7;

    private Acme() {}

    public static UUID id(long number) {
        return new UUID(0x018f_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
    }

    public static List<TenantRow> rows() {
        return new ArrayList<>(List.of(
                new Node(RED, ORGANIZATION),
                new Node(BLUE, ORGANIZATION),
                new Node(APOLLO, RED),
                new Node(BOREALIS, RED),
                new Node(COMET, BLUE),
                new Node(DUNE, ORGANIZATION),
                Role.custom(RELEASE, "release", PermissionSet.of(Permission.PROMPT_PUBLISH)),
                Member.active(ANN),
                Member.active(BOB),
                Member.active(CAT),
                Member.active(DAN),
                Member.suspended(SUE),
                Member.active(FAY),
                Member.active(IVY),
                Member.active(BOT),
                Member.key(CAT_KEY, CAT),
                Member.key(BOT_KEY, BOT),
                ANN_OWNS,
                BOB_ADMIN,
                CAT_DEVELOPER,
                DAN_VIEWER,
                SUE_OWNS,
                FAY_RELEASE,
                IVY_UNTIL_NOON,
                BOT_AGENT,
                CAT_KEY_VIEWER,
                BOT_KEY_AGENT,
                DAN_WITHOUT_RED,
                BOB_WITHOUT_BOREALIS));
    }

    public static TenantIndex index() {
        return TenantIndex.of(new TenantRows(ID, REVISION, rows()));
    }

    /** The index with more rows, or with others under the same ids. */
    public static TenantIndex with(TenantRow... put) {
        return index().with(new RowChanges(REVISION, REVISION + 1, List.of(put), List.of()));
    }

    /** The index without some rows. */
    public static TenantIndex without(TenantRow... removed) {
        return index().with(new RowChanges(REVISION, REVISION + 1, List.of(), List.of(removed)));
    }
}
