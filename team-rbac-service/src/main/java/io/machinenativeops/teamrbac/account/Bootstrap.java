package io.machinenativeops.teamrbac.account;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.work.RepeatedWork;
import io.machinenativeops.teamrbac.identity.NewId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the first user, once for ever: later changes of the environment change nobody. */
@Configuration(proxyBeanMethods = false)
class Bootstrap {

    private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
    private static final String WHAT = "first-user";

    @Bean
    RepeatedWork firstUser(TenantDatabase database, Passwords passwords, BootstrapProperties first) {
        return new RepeatedWork("first-user", () -> {
            if (first.isGiven() && !database.isReady()) {
                return Duration.ofMillis(200);
            }
            if (first.isGiven() && !isDone(database)) {
                make(database, first, passwords.encode(Objects.requireNonNull(first.password())));
            }
            return Duration.ofDays(1);
        });
    }

    private static boolean isDone(TenantDatabase database) {
        return database.forService(jdbc -> jdbc.sql("SELECT EXISTS (SELECT FROM bootstrap WHERE what = ?)")
                .param(WHAT)
                .query(Boolean.class)
                .single());
    }

    private static void make(TenantDatabase database, BootstrapProperties first, String hash) {
        var email = Accounts.address(Objects.requireNonNull(first.email()));
        UUID id = NewId.next();
        int made = database.forService(jdbc -> {
            int mine = jdbc.sql("INSERT INTO bootstrap (what, done_at) VALUES (?, now()) ON CONFLICT DO NOTHING")
                    .param(WHAT)
                    .update();
            return mine == 0
                    ? 0
                    : jdbc.sql("""
                            INSERT INTO user_account (id, email, email_verified_at, name, password_hash, operator, valid_from,
                                revision, created_at, updated_at)
                            VALUES (?, ?, now(), ?, ?, true, now(), 0, now(), now()) ON CONFLICT DO NOTHING""")
                            .params(id, email, email.substring(0, Math.max(1, email.indexOf('@'))), hash)
                            .update();
        });
        if (made == 1) {
            log.info("made the first user, {}, who runs the platform", id);
        }
    }
}
