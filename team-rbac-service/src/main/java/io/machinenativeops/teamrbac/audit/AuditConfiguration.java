package io.machinenativeops.teamrbac.audit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditAction.Kind;
import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.work.RepeatedWork;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/** Puts the audit log together. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    static final String READ = "audit-log.read";
    static final String EXPORTED = "audit-log.exported";
    static final String VERIFIED = "audit-log.verified";
    static final String FORGOTTEN = "audit-log.forgotten";
    static final String RETENTION = "audit-retention.changed";

    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(30);

    @Bean
    AuditKeys auditKeys(AuditProperties properties) {
        return AuditKeys.read(properties.key());
    }

    @Bean
    AuditActions auditActions() {
        return AuditActions.of(
                about(READ).with("query", Kind.TEXT),
                about(EXPORTED).with("query", Kind.TEXT).with("format", Kind.TEXT),
                about(VERIFIED).with("complete", Kind.BOOLEAN).with("faults", Kind.NUMBER),
                about(FORGOTTEN).with("upTo", Kind.NUMBER).with("entries", Kind.NUMBER),
                about(RETENTION).mayHave("days", Kind.NUMBER));
    }

    private static AuditAction about(String name) {
        return AuditAction.of(name, "audit-log");
    }

    @Bean
    AuditLog auditLog(ObjectProvider<AuditActions> actions, AuditStore store) {
        return new AuditLog(new EntryReader(new KnownActions(actions.stream().toList())), store);
    }

    @Bean
    Consumer<Message<List<byte[]>>> recordAudit(AuditLog log) {
        return batch -> log.take(batch.getPayload());
    }

    @Bean
    RepeatedWork auditUnread(TenantDatabase database, AuditLog log, AuditStore store, MeterRegistry meters) {
        var unread = new UnreadMessages(database, log, store, meters);
        return RepeatedWork.every(BETWEEN_COUNTS, "audit-unread", unread::look);
    }

    @Bean
    LogCheck logCheck(AuditStore entries, CheckpointStore checkpoints, AuditKeys keys) {
        return new LogCheck(entries, checkpoints, keys);
    }

    @Bean
    Upkeep auditUpkeep(
            TenantDatabase database,
            AuditStore entries,
            CheckpointStore checkpoints,
            RetentionStore retentions,
            AuditTrail trail) {
        return new Upkeep(database, entries, checkpoints, retentions, trail, InstantSource.system());
    }

    @Bean
    RepeatedWork auditCheckpoints(Upkeep auditUpkeep, AuditProperties properties) {
        return RepeatedWork.every(properties.checkpointEvery(), "audit-checkpoints", auditUpkeep::checkpoint);
    }

    @Bean
    RepeatedWork auditForgetting(Upkeep auditUpkeep, AuditProperties properties) {
        return RepeatedWork.every(properties.forgetEvery(), "audit-forgetting", auditUpkeep::forget);
    }
}
