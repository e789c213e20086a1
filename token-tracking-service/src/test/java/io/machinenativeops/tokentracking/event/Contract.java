package io.machinenativeops.tokentracking.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.machinenativeops.platform.testing.Repository;

/**
 * The published contract of a stream: a schema, and an example of it.
 *
 * @param type the CloudEvents type
 */
record Contract(String type) {

    String example() throws IOException {
        return file("example");
    }

    /** What an event breaks; empty when it keeps to the schema. */
    List<?> violations(String json) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(file("schema"), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }

    static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private String file(String what) throws IOException {
        return Files.readString(Repository.file("docs/contracts/events/token-tracking/" + type + "." + what + ".json"));
    }
}
