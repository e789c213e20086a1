package io.machinenativeops.teamrbac.access;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
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
import io.machinenativeops.teamrbac.permission.ScopeKind;
import io.machinenativeops.teamrbac.permission.TenantRow;

/**
 * How long one check takes in process, by the number of organisations held: {@code CheckBench [members [tenants…]]}. Each
 * organisation has 10 teams, 100 projects and 100 roles of its own; each member two bindings, one in ten a deny. Checks go to
 * organisations and members by chance, so that nothing stays in the processor's caches that would not in service. Also lists
 * 10,000 projects, with and without denies.
 */
public final class CheckBench {

    private static final int TEAMS = 10;
    private static final int PROJECTS = 100;
    private static final int ROLES = 100;
    private static final int CHECKS = 1_000_000;
    private static final int LISTS = 200;
    private static final List<Permission> PERMISSIONS = List.of(Permission.values());
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private CheckBench() {}

    public static void main(String[] arguments) throws Exception {
        int members = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int[] tenants = arguments.length > 1
                ? Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray()
                : new int[] {100, 1_000, 10_000};
        System.out.printf(Locale.ROOT, "%s, load %s%n", Runtime.version(), load());
        System.out.println("tenants  members  allowed  p50 us  p99 us  p99.9 us  checks/s  heap MB");
        for (int count : tenants) {
            checks(count, members);
        }
        list(0);
        list(1_000);
    }

    private static void checks(int tenants, int members) {
        var indexes = new TenantIndexes(new Made(members), InstantSource.system(), Duration.ofDays(1), Long.MAX_VALUE);
        for (int tenant = 0; tenant < tenants; tenant++) {
            indexes.at(new UUID(tenant, 0), 0);
        }
        System.gc();
        long heap = (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
        var decisions = new AccessDecisions(indexes, InstantSource.system());
        var random = new Random(1);
        run(decisions, random, tenants, members, new long[CHECKS / 10]);
        var nanos = new long[CHECKS];
        long begin = System.nanoTime();
        int allowed = run(decisions, random, tenants, members, nanos);
        long elapsed = System.nanoTime() - begin;
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%7d  %7d  %6d%%  %6.2f  %6.2f  %8.2f  %8d  %7d%n",
                tenants,
                members,
                100L * allowed / CHECKS,
                nanos[CHECKS / 2] / 1e3,
                nanos[(int) (CHECKS * 0.99)] / 1e3,
                nanos[(int) (CHECKS * 0.999)] / 1e3,
                CHECKS * 1_000_000_000L / elapsed,
                heap);
    }

    private static int run(AccessDecisions decisions, Random random, int tenants, int members, long[] nanos) {
        int allowed = 0;
        for (int each = 0; each < nanos.length; each++) {
            int tenant = random.nextInt(tenants);
            var organization = new UUID(tenant, 0);
            var check = new Check(
                    Principal.user(new UUID(tenant, random.nextInt(members) + 1L)),
                    PERMISSIONS.get(random.nextInt(PERMISSIONS.size())),
                    Scope.project(new UUID(tenant, 2_000_000L + random.nextInt(PROJECTS))));
            long begin = System.nanoTime();
            boolean answer = decisions.check(organization, 0, check).value().allowed();
            nanos[each] = System.nanoTime() - begin;
            allowed += answer ? 1 : 0;
        }
        return allowed;
    }

    private static void list(int denies) {
        var organization = new UUID(1, 0);
        var user = Principal.user(new UUID(1, 1));
        var rows = new ArrayList<TenantRow>();
        for (int project = 0; project < 10_000 + denies; project++) {
            rows.add(new Node(Scope.project(new UUID(1, 10L + project)), Scope.organization(organization)));
        }
        rows.add(Member.active(user));
        rows.add(Binding.of(new UUID(2, 0), user, Scope.organization(organization), BuiltInRole.VIEWER));
        for (int deny = 0; deny < denies; deny++) {
            rows.add(new Deny(
                    new UUID(3, deny),
                    user,
                    Scope.project(new UUID(1, 10L + 7L * deny)),
                    PermissionSet.of(Permission.USAGE_READ),
                    null));
        }
        var index = TenantIndex.of(new TenantRows(organization, 1, rows));
        var nanos = new long[LISTS];
        int found = 0;
        for (int each = 0; each < LISTS; each++) {
            long begin = System.nanoTime();
            found = index.objects(user, Permission.USAGE_READ, ScopeKind.PROJECT, null, 10_000, NOW)
                    .items()
                    .size();
            nanos[each] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "list of %d projects with %d denies: p50 %.2f ms, p99 %.2f ms%n",
                found,
                denies,
                nanos[LISTS / 2] / 1e6,
                nanos[LISTS * 99 / 100] / 1e6);
    }

    private static String load() throws Exception {
        var file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).split(" ", 2)[0] : "unknown";
    }

    /** Organisations as they are asked for. */
    private record Made(int members) implements IndexSource {

        @Override
        public TenantRows load(UUID organization) {
            long tenant = organization.getMostSignificantBits();
            var random = new Random(tenant);
            var rows = new ArrayList<TenantRow>();
            var root = Scope.organization(organization);
            for (int team = 0; team < TEAMS; team++) {
                rows.add(new Node(team(tenant, team), root));
            }
            for (int project = 0; project < PROJECTS; project++) {
                rows.add(new Node(project(tenant, project), team(tenant, project % TEAMS)));
            }
            for (int role = 0; role < ROLES; role++) {
                var some = new ArrayList<Permission>();
                for (int each = 0; each < 8; each++) {
                    some.add(PERMISSIONS.get(random.nextInt(PERMISSIONS.size())));
                }
                rows.add(Role.custom("role-" + role, "role " + role, PermissionSet.of(some)));
            }
            for (int member = 1; member <= members; member++) {
                var user = Principal.user(new UUID(tenant, member));
                rows.add(Member.active(user));
                var own = new Grant.OfRole("role-" + random.nextInt(ROLES));
                rows.add(new Binding(
                        new UUID(tenant, 10_000_000L + member), user, team(tenant, random.nextInt(TEAMS)), own, null));
                rows.add(Binding.of(
                        new UUID(tenant, 20_000_000L + member),
                        user,
                        random.nextInt(3) == 0 ? root : project(tenant, random.nextInt(PROJECTS)),
                        random.nextBoolean() ? BuiltInRole.DEVELOPER : BuiltInRole.VIEWER));
                if (random.nextInt(10) == 0) {
                    rows.add(new Deny(
                            new UUID(tenant, 30_000_000L + member),
                            user,
                            team(tenant, random.nextInt(TEAMS)),
                            PermissionSet.of(Permission.USAGE_READ, Permission.PROMPT_READ),
                            null));
                }
            }
            return new TenantRows(organization, 1, rows);
        }

        @Override
        public Optional<RowChanges> changes(UUID organization, long from) {
            return Optional.empty();
        }

        private static Scope team(long tenant, int number) {
            return Scope.team(new UUID(tenant, 1_000_000L + number));
        }

        private static Scope project(long tenant, int number) {
            return Scope.project(new UUID(tenant, 2_000_000L + number));
        }
    }
}
