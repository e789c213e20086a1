package io.machinenativeops.platform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

import io.machinenativeops.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds {@code docs/problems.md} and the problem types of a service together. */
public final class ProblemCatalogue {

    private ProblemCatalogue() {}

    /** Fails for each problem whose code and status do not stand in one row of the catalogue. */
    public static void assertLists(ProblemType... problems) {
        final List<String> rows;
        try {
            rows = Files.readAllLines(Repository.file("docs/problems.md"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        for (var problem : problems) {
            var start = "| `" + problem.code() + "` | " + problem.status().value() + " |";
            assertThat(rows).as("docs/problems.md").anyMatch(row -> row.startsWith(start));
        }
    }
}
