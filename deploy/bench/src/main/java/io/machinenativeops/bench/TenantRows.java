package io.machinenativeops.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import io.machinenativeops.bench.Tenants.Kind;

/** Rows of some organisations in the text form of COPY, as team-rbac-service's own tables have them. */
final class TenantRows {

    private static final String AT = "2026-01-01T00:00:00Z";
    private static final String NONE = "\\N";
    private static final int ONE_IN = 10;
    private static final String MADE = "revision, identity_revision, created_at, created_by, updated_at";
    private static final String GIVEN = "revision, identity_revision, created_at, created_by";

    /** The columns of each table, in the order of their foreign keys. */
    static final Map<String, String> COLUMNS = columns();

    private final Tenants tenants;
    private final Keys keys;
    private final Map<String, StringBuilder> tables = new LinkedHashMap<>();

    TenantRows(Tenants tenants, Keys keys) {
        this.tenants = tenants;
        this.keys = keys;
        COLUMNS.keySet().forEach(table -> tables.put(table, new StringBuilder()));
    }

    private static Map<String, String> columns() {
        var columns = new LinkedHashMap<String, String>();
        columns.put("identity_revision", "org_id, revision");
        columns.put("organization", "org_id, id, slug, name, " + MADE);
        columns.put("team", "org_id, id, slug, name, look_alike, " + MADE);
        columns.put("project", "org_id, id, team_id, slug, name, look_alike, " + MADE);
        columns.put("role", "org_id, id, name, look_alike, description, permissions, " + MADE);
        columns.put("member", "org_id, user_id, name, email, revision, identity_revision, joined_at, updated_at");
        columns.put("role_binding", "org_id, id, principal, scope, role, " + GIVEN);
        columns.put("permission_deny", "org_id, id, principal, scope, permissions, " + GIVEN);
        columns.put(
                "api_key", "org_id, id, key_id, name, acts_for, project_id, secret_hash, pepper_id, sources, " + MADE);
        return columns;
    }

    /** Rows by table. */
    Map<String, StringBuilder> tables() {
        return tables;
    }

    void add(int tenant) {
        var random = new Random(tenant);
        var org = Tenants.organization(tenant);
        row("identity_revision", org, 1);
        made("organization", org, org, "bench-" + tenant, "Bench " + tenant);
        for (int team = 0; team < Tenants.TEAMS; team++) {
            made("team", org, Tenants.id(tenant, Kind.TEAM, team), "team-" + team, "Team " + team, "team " + team);
        }
        for (int project = 0; project < Tenants.PROJECTS; project++) {
            made(
                    "project",
                    org,
                    Tenants.id(tenant, Kind.PROJECT, project),
                    Tenants.id(tenant, Kind.TEAM, project % Tenants.TEAMS),
                    "project-" + project,
                    "Project " + project,
                    "project " + project);
        }
        for (int role = 0; role < Tenants.ROLES; role++) {
            made(
                    "role",
                    org,
                    Tenants.id(tenant, Kind.ROLE, role),
                    "Role " + role,
                    "role " + role,
                    "",
                    role % 2 == 0 ? "{usage:read,prompt:read,member:read}" : "{usage:write,artifact:publish}");
        }
        for (int member = 0; member < tenants.members(); member++) {
            member(tenant, member, random);
        }
        for (int key = 0; key <= tenants.keysOf(tenant); key++) {
            key(tenant, key);
        }
    }

    /** The first member owns the organisation. */
    private void member(int tenant, int member, Random random) {
        var org = Tenants.organization(tenant);
        var user = Tenants.id(tenant, Kind.USER, member);
        var principal = "user:" + user;
        row("member", org, user, "Member " + member, "m" + member + "@t" + tenant + ".test", 0, 1, AT, AT);
        bound(
                tenant,
                member,
                principal,
                member == 0 || random.nextInt(ONE_IN) == 0 ? "organization:" + org : place(tenant, random),
                member == 0 ? "owner" : role(tenant, random));
        if (random.nextInt(ONE_IN) == 0) {
            bound(tenant, tenants.members() + member, principal, place(tenant, random), "developer");
        }
        if (member > 0 && random.nextInt(ONE_IN) == 0) {
            given(
                    "permission_deny",
                    org,
                    Tenants.id(tenant, Kind.DENY, member),
                    principal,
                    place(tenant, random),
                    "{usage:read,prompt:read}");
        }
    }

    private static String place(int tenant, Random random) {
        return random.nextInt(2) == 0
                ? "team:" + Tenants.id(tenant, Kind.TEAM, random.nextInt(Tenants.TEAMS))
                : "project:" + Tenants.id(tenant, Kind.PROJECT, random.nextInt(Tenants.PROJECTS));
    }

    private static Object role(int tenant, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> "developer";
            case 1 -> "viewer";
            default -> Tenants.id(tenant, Kind.ROLE, random.nextInt(Tenants.ROLES));
        };
    }

    /** Number 0 may read members and the audit log everywhere; the others are a developer's in one project. */
    private void key(int tenant, int number) {
        var org = Tenants.organization(tenant);
        var id = Tenants.id(tenant, Kind.KEY, number);
        var project = Tenants.id(tenant, Kind.PROJECT, number % Tenants.PROJECTS);
        var keyId = Tenants.keyId(tenant, number);
        made(
                "api_key",
                org,
                id,
                keyId,
                "Key " + number,
                "user:" + Tenants.id(tenant, Kind.USER, 0),
                number == 0 ? NONE : project,
                "\\\\x" + keys.stored(keyId),
                Keys.PEPPER_ID,
                "{}");
        bound(
                tenant,
                2 * tenants.members() + number,
                "key:" + id,
                number == 0 ? "organization:" + org : "project:" + project,
                number == 0 ? "admin" : "developer");
    }

    private void bound(int tenant, int number, String principal, String scope, Object role) {
        given(
                "role_binding",
                Tenants.organization(tenant),
                Tenants.id(tenant, Kind.BINDING, number),
                principal,
                scope,
                role);
    }

    private void made(String table, UUID org, Object... values) {
        var line = line(table, org, values);
        end(line, 0, 1, AT, "client:bench", AT);
    }

    private void given(String table, UUID org, Object... values) {
        var line = line(table, org, values);
        end(line, 0, 1, AT, "client:bench");
    }

    private void row(String table, UUID org, Object... values) {
        line(table, org, values).append('\n');
    }

    private StringBuilder line(String table, UUID org, Object... values) {
        var line = tables.computeIfAbsent(table, _ -> new StringBuilder()).append(org);
        for (var value : values) {
            line.append('\t').append(value);
        }
        return line;
    }

    private static void end(StringBuilder line, Object... values) {
        for (var value : values) {
            line.append('\t').append(value);
        }
        line.append('\n');
    }
}
