package io.machinenativeops.platform.notebook;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditActions;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
class NotebookApplication {

    @Bean
    AuditActions notebookActions() {
        return AuditActions.of(
                AuditAction.of("notebook.created", "notebook"),
                AuditAction.of("notebook.renamed", "notebook")
                        .with("before", AuditAction.Kind.TEXT)
                        .mayHave("pages", AuditAction.Kind.NUMBER));
    }
}
