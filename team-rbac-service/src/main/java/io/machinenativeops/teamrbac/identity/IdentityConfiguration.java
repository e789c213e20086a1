package io.machinenativeops.teamrbac.identity;

import java.util.List;
import java.util.stream.Stream;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditActions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the audit log is told of the people and places of an organisation. */
@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    @Bean
    AuditActions identityActions() {
        return new AuditActions(Stream.of(
                        named("organization", "created", "changed", "deleted", "restored", "suspended", "resumed"),
                        named("team", "created", "changed", "deleted", "restored"),
                        named("project", "created", "changed", "deleted", "restored"),
                        named("agent", "created", "changed", "deleted", "restored", "suspended", "resumed"),
                        named("member", "suspended", "resumed", "removed", "left"),
                        Stream.of(AuditAction.of("organization.transferred", "organization")
                                .with("to", AuditAction.Kind.TEXT)),
                        named("role", "created", "changed", "restored")
                                .map(each -> each.with("permissions", AuditAction.Kind.TEXT)),
                        named("role", "deleted"),
                        named("invitation", "created", "resent", "accepted")
                                .map(each -> each.with("scope", AuditAction.Kind.TEXT)
                                        .with("gives", AuditAction.Kind.TEXT)),
                        named("invitation", "revoked"),
                        given("role-binding").map(each -> each.mayHave("gives", AuditAction.Kind.TEXT)),
                        given("permission-deny").map(each -> each.mayHave("takes", AuditAction.Kind.TEXT)))
                .flatMap(each -> each)
                .toList());
    }

    private static Stream<AuditAction> named(String target, String... actions) {
        return List.of(actions).stream().map(action -> AuditAction.of(target + "." + action, target));
    }

    private static Stream<AuditAction> given(String target) {
        return named(target, "created", "deleted")
                .map(each -> each.with("principal", AuditAction.Kind.TEXT).with("scope", AuditAction.Kind.TEXT));
    }
}
