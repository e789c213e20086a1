package io.machinenativeops.teamrbac;

import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.testing.TestIssuer;
import io.machinenativeops.teamrbac.access.AccessDecisions;
import io.machinenativeops.teamrbac.identity.IdentityChanges;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * The service with its stores, started once for all tests that extend this. Each test has an organisation of its own, with an
 * owner; people are made by what they do in it.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, classes = TeamRbacApplication.class)
@AutoConfigureRestTestClient
public abstract class TeamRbacService {

    protected static final TestIssuer ISSUER = new TestIssuer();

    /** Takes the mails that the service sends. */
    protected static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @Autowired
    protected TenantDatabase database;

    @Autowired
    protected IdentityChanges changes;

    @Autowired
    protected AccessDecisions decisions;

    @Autowired
    protected RestTestClient client;

    protected final UUID organization = NewId.next();
    protected final Scope everywhere = Scope.organization(organization);
    protected final Principal owner = Principal.user(NewId.next());

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        var own = EmbeddedStores.freshPostgresDatabase();
        registry.add("POSTGRES_URL", own::url);
        registry.add("POSTGRES_USER", own::user);
        registry.add("POSTGRES_PASSWORD", own::password);
        registry.add("REDIS_URL", EmbeddedStores::redisUrl);
        registry.add("MNO_JWKS", ISSUER::jwks);
        if (!MAIL.isRunning()) {
            MAIL.start();
        }
        registry.add("SMTP_HOST", () -> "127.0.0.1");
        registry.add("SMTP_PORT", () -> MAIL.getSmtp().getPort());
        registry.add("MNO_AUDIT_KEY", () -> "a:" + Base64.getEncoder().encodeToString(new byte[32]));
        registry.add("MNO_PEPPER", () -> "a:" + Base64.getEncoder().encodeToString(new byte[32]));
    }

    @BeforeEach
    void makeTheOrganization() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(database::isReady);
        makeOrganization(organization, owner);
    }

    protected final void makeOrganization(UUID id, Principal itsOwner) {
        changes.change(
                id.toString(),
                change -> database.inside(jdbc -> jdbc.sql("""
                        INSERT INTO organization (org_id, id, slug, name, revision, identity_revision, created_at, created_by,
                            updated_at) VALUES (:org, :id, :slug, 'Acme', 0, :revision, now(), 'test', now())
                        """)
                        .param("org", id.toString())
                        .param("id", id)
                        .param("slug", "acme-" + id)
                        .param("revision", change.revision())
                        .update()));
        join(id, itsOwner);
        bind(id, itsOwner, Scope.organization(id), BuiltInRole.OWNER);
    }

    /** Makes a user a member of the test's organisation, with a role somewhere. */
    protected final Principal member(Scope scope, BuiltInRole role) {
        var user = Principal.user(NewId.next());
        join(organization, user);
        bind(organization, user, scope, role);
        return user;
    }

    protected final void join(UUID in, Principal user) {
        var email = user.id() + "@example.test";
        database.forService(jdbc -> jdbc.sql("""
                        INSERT INTO user_account (id, email, email_verified_at, name, valid_from, revision, created_at,
                            updated_at) VALUES (?, ?, now(), 'Somebody', now(), 0, now(), now()) ON CONFLICT DO NOTHING
                        """).params(user.id(), email).update());
        changes.change(in.toString(), change -> {
            change.put(Member.active(user));
            return database.inside(jdbc -> jdbc.sql("""
                            INSERT INTO member (org_id, user_id, name, email, revision, identity_revision, joined_at, updated_at)
                            VALUES (?, ?, 'Somebody', ?, 0, ?, now(), now())
                            """)
                    .params(in.toString(), user.id(), email, change.revision())
                    .update());
        });
    }

    protected final UUID bind(UUID in, Principal user, Scope scope, BuiltInRole role) {
        var binding = Binding.of(NewId.next(), user, scope, role);
        changes.change(in.toString(), change -> {
            change.put(binding);
            return database.inside(jdbc -> jdbc.sql("""
                            INSERT INTO role_binding (org_id, id, principal, scope, role, revision, identity_revision,
                                created_at, created_by) VALUES (?, ?, ?, ?, ?, 0, ?, now(), 'test')
                            """)
                    .params(
                            in.toString(),
                            binding.id(),
                            user.toString(),
                            scope.toString(),
                            role.id(),
                            change.revision())
                    .update());
        });
        return binding.id();
    }

    /** A team or project in the test's organisation. */
    protected final Scope node(ScopeKind kind, Scope parent, String name) {
        var scope = new Scope(kind, NewId.next());
        changes.change(organization.toString(), change -> {
            change.put(new Node(scope, parent));
            return database.inside(jdbc -> jdbc.sql(
                            """
                            INSERT INTO %s (org_id, id, %s, slug, name, look_alike, revision, identity_revision, created_at,
                                created_by, updated_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?, now(), 'test', now())
                            """.formatted(kind, kind == ScopeKind.TEAM ? "parent_id" : "team_id"))
                    .param(organization.toString())
                    .param(scope.id())
                    .param(parent.equals(everywhere) ? null : parent.id())
                    .param(name)
                    .param(name)
                    .param(name)
                    .param(change.revision())
                    .update());
        });
        return scope;
    }

    /** The API, as a user or agent with what it has now. */
    protected final Api as(Principal principal) {
        return new Api(client, () -> token(principal));
    }

    protected final Api as(UUID in, Principal principal) {
        return new Api(client, () -> token(in, principal));
    }

    /** A token as the issuer would give it to a user or agent now. */
    protected final String token(Principal principal) {
        return token(organization, principal);
    }

    protected final String token(UUID in, Principal principal) {
        var grants = decisions.grants(in, 0, principal);
        var claim = new LinkedHashMap<>(grants.claim());
        claim.put(principal.toString(), List.of("user:self"));
        return ISSUER.token(
                in.toString(),
                claims -> claims.subject(principal.toString())
                        .claim("keyId", null)
                        .claim("authzRev", grants.revision())
                        .claim("grants", claim));
    }
}
