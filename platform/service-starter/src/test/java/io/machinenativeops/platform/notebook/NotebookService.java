package io.machinenativeops.platform.notebook;

import java.time.Duration;
import java.util.UUID;

import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.testing.TestIssuer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The notebook service, running once for all tests that extend this; each test has an organisation of its own. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, classes = NotebookApplication.class)
@AutoConfigureRestTestClient
public abstract class NotebookService {

    protected static final TestIssuer ISSUER = new TestIssuer();

    protected static final Streams STREAMS =
            new Streams(EmbeddedRedis.in(EmbeddedStores.freshFolder()).start());

    @Autowired
    protected TenantDatabase database;

    @Autowired
    protected Notebooks notebooks;

    @Autowired
    protected RestTestClient client;

    protected final String organization = UUID.randomUUID().toString();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        var own = EmbeddedStores.postgres().database("notebooks", "secret");
        registry.add("POSTGRES_URL", own::url);
        registry.add("POSTGRES_USER", own::user);
        registry.add("POSTGRES_PASSWORD", own::password);
        registry.add("MNO_JWKS", ISSUER::jwks);
        registry.add("spring.application.name", () -> "notebook");
        registry.add(
                "spring.cloud.stream.redis-streams.binder.uri",
                () -> STREAMS.server().url());
        registry.add("spring.flyway.locations", () -> "classpath:db/platform,classpath:db/notes");
    }

    @BeforeEach
    void awaitSchema() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> database.forService(
                        jdbc -> jdbc.sql("SELECT 1").query().singleValue().equals(1)));
    }

    /** May read and write notebooks of the test's organisation. */
    protected String token() {
        return ISSUER.token(organization, "usage:read", "usage:write");
    }
}
