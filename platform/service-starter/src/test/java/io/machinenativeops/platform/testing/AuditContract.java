package io.machinenativeops.platform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.TreeMap;
import java.util.TreeSet;

import io.machinenativeops.platform.audit.AuditAction;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the actions that a service records and {@code docs/contracts/audit-actions} together. */
public final class AuditContract {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private AuditContract() {}

    /** Where the actions of a service are written down. */
    public static String file(String service) {
        return "docs/contracts/audit-actions/" + service + ".json";
    }

    /** Actions as the contract writes them: by name what they are about, and what else they say. */
    public static String written(Collection<AuditAction> actions) {
        var all = new TreeMap<String, Object>();
        for (var action : actions) {
            var required = new TreeMap<String, String>();
            var optional = new TreeMap<String, String>();
            action.metadata()
                    .forEach((name, kind) -> (action.required().contains(name) ? required : optional)
                            .put(name, kind.name().toLowerCase(java.util.Locale.ROOT)));
            var said = new TreeMap<String, Object>();
            said.put("targets", new TreeSet<>(action.targets()));
            said.put("metadata", required);
            said.put("optional", optional);
            all.put(action.name(), said);
        }
        return JSON.writeValueAsString(all) + "\n";
    }

    /** Compares with the file; with {@code -Dmno.openapi.write=true} it writes the file instead. */
    public static void assertUpToDate(String service, Collection<AuditAction> actions) {
        var file = Repository.file(file(service));
        var written = written(actions);
        try {
            if (Boolean.getBoolean("mno.openapi.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, written);
            }
            assertThat(file).exists();
            assertThat(written)
                    .as("%s; make it anew with -Dmno.openapi.write=true", file(service))
                    .isEqualTo(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
