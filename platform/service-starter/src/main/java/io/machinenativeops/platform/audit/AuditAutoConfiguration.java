package io.machinenativeops.platform.audit;

import io.machinenativeops.platform.event.EventAutoConfiguration;
import io.machinenativeops.platform.event.EventSender;
import io.machinenativeops.platform.event.OutgoingEvent;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** The audit trail of a service that can send events. */
@AutoConfiguration(after = EventAutoConfiguration.class)
@ConditionalOnBean(EventSender.class)
public final class AuditAutoConfiguration {

    @Bean
    AuditTrail auditTrail(ObjectProvider<AuditActions> declared, EventSender sender) {
        var actions = AuditActions.byName(declared.stream().toList());
        return new DeclaredAuditTrail(
                actions,
                entry -> sender.send(
                        new OutgoingEvent(AuditTrail.STREAM, AuditTrail.TYPE, entry.organizationId(), false, entry),
                        entry.id(),
                        entry.occurredAt()));
    }
}
