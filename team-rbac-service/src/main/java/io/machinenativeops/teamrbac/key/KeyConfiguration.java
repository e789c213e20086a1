package io.machinenativeops.teamrbac.key;

import java.time.Duration;
import java.time.InstantSource;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditAction.Kind;
import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.work.RepeatedWork;
import io.machinenativeops.teamrbac.access.TenantIndexes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what keys are verified with. */
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

    /** Later uses of a key wait for so long. */
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(5);

    static final String CREATED = "api-key.created";
    static final String CHANGED = "api-key.changed";
    static final String ROTATED = "api-key.rotated";
    static final String REVOKED = "api-key.revoked";
    static final String LEAKED = "api-key.leaked";

    @Bean
    Peppers peppers(KeyProperties properties) {
        return Peppers.read(properties.pepper());
    }

    @Bean
    KnownKeys knownKeys(KeyStore store, KeyProperties properties, TenantIndexes indexes) {
        var known = new KnownKeys(store::find, InstantSource.system(), properties.freshFor());
        indexes.tell(known::changed);
        return known;
    }

    @Bean
    LastUses lastUses() {
        return new LastUses();
    }

    @Bean
    RepeatedWork lastUsesWriting(LastUses uses, KeyStore store) {
        var writing = RepeatedWork.every(BETWEEN_WRITES, "api-key-uses", () -> uses.write(store::writeUses));
        uses.whenFirst(writing::callNow);
        return writing;
    }

    @Bean
    ApiKeys apiKeys(KnownKeys known, Peppers peppers, LastUses uses) {
        return new ApiKeys(known, peppers, uses, InstantSource.system());
    }

    @Bean
    AuditActions keyActions() {
        return AuditActions.of(
                made(CREATED).mayHave("expiresAt", Kind.TEXT),
                about(CHANGED).mayHave("expiresAt", Kind.TEXT),
                about(ROTATED).with("grace", Kind.TEXT),
                about(REVOKED),
                about(LEAKED).with("revoked", Kind.BOOLEAN));
    }

    private static AuditAction about(String name) {
        return AuditAction.of(name, "api-key").with("keyId", Kind.TEXT);
    }

    private static AuditAction made(String name) {
        return about(name)
                .with("actsFor", Kind.TEXT)
                .with("scope", Kind.TEXT)
                .mayHave("role", Kind.TEXT)
                .mayHave("permissions", Kind.TEXT);
    }
}
