package io.machinenativeops.tokentracking.storage;

import java.util.List;
import java.util.UUID;

import io.machinenativeops.tokentracking.event.RecordedSpan;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import org.awaitility.Awaitility;
import org.springframework.context.ApplicationContext;

/** Puts items straight into the raw table of a running service, as its writer does. */
public final class Rows {

    private Rows() {}

    /** Waits for the schema and inserts. */
    public static void insert(ApplicationContext service, RecordedUsage... items) {
        var schema = service.getBean(Schema.class);
        Awaitility.await().until(schema::ready);
        service.getBean(UsageEvents.class)
                .insert(List.of(items), UUID.randomUUID().toString());
    }

    /** The same for spans. */
    public static void insert(ApplicationContext service, RecordedSpan... items) {
        var schema = service.getBean(Schema.class);
        Awaitility.await().until(schema::ready);
        service.getBean(RecordedSpans.class)
                .insert(List.of(items), UUID.randomUUID().toString());
    }

    /** Takes the rows of an organisation out of a table, as an operator's mistake might. */
    public static void forget(ApplicationContext service, String table, String organization) {
        var clickHouse = service.getBean(ClickHouse.class);
        clickHouse.execute("ALTER TABLE " + clickHouse.properties().database() + "." + table
                + " DELETE WHERE org_id = '" + organization + "' SETTINGS mutations_sync = 1");
    }
}
