package io.machinenativeops.platform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

/**
 * The published contract of an event: a schema, and an example of it, in {@code docs/contracts/events}. A service that uses it
 * has {@code com.networknt:json-schema-validator} among its test dependencies.
 *
 * @param producer the folder
 * @param type the CloudEvents type
 */
public record EventContract(String producer, String type) {

    /** What the producer sends, and consumers read in their tests. */
    public String example() {
        return file("example");
    }

    /** What an event breaks; empty when it keeps to the schema. */
    public List<?> violations(String json) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(file("schema"), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }

    private String file(String what) {
        try {
            return Files.readString(
                    Repository.file("docs/contracts/events/" + producer + "/" + type + "." + what + ".json"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
