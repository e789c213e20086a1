package io.machinenativeops.platform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds a checked-in OpenAPI file and the code it was generated from together. */
public final class OpenApiFile {

    private OpenApiFile() {}

    /**
     * Compares the generated text with {@code docs/api/<name>.yaml}; with {@code -Dmno.openapi.write=true} it writes the
     * file instead, which is how the file is made.
     */
    public static void assertUpToDate(String name, String generated) {
        var file = Repository.file("docs/api/" + name + ".yaml");
        try {
            if (Boolean.getBoolean("mno.openapi.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, generated);
            }
            assertThat(file).exists();
            assertThat(generated)
                    .as("docs/api/%s.yaml; make it anew with -Dmno.openapi.write=true", name)
                    .isEqualTo(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
