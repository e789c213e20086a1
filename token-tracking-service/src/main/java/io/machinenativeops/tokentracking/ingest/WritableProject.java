package io.machinenativeops.tokentracking.ingest;

import java.util.Locale;
import java.util.regex.Pattern;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.ingest.reading.EventRejection;
import io.machinenativeops.tokentracking.ingest.reading.IngestProblem;
import org.jspecify.annotations.Nullable;

/** Decides to which project an event is booked. */
public final class WritableProject {

    private static final String PERMISSION = "usage:write";
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private WritableProject() {}

    /**
     * The project that the event names, else the key's own; null when there is neither.
     *
     * @throws EventRejection when the key may not write there
     */
    static @Nullable String of(@Nullable String sent, Caller caller) {
        if (sent != null && !ID.matcher(sent).matches()) {
            throw EventRejection.of(
                    IngestProblem.PROJECT_NOT_ALLOWED,
                    "project",
                    "is '" + sent + "': expected the id (a UUID) of a project that the key may write to");
        }
        var project = sent == null ? caller.projectId() : sent.toLowerCase(Locale.ROOT);
        if (!isWritable(project, caller)) {
            throw EventRejection.of(
                    IngestProblem.PROJECT_NOT_ALLOWED,
                    "project",
                    "is " + (project == null ? "missing" : "'" + project + "'")
                            + ": expected a project where the credential has " + PERMISSION);
        }
        return project;
    }

    /** Whether the key may write to the project, or to none where it is null. */
    public static boolean isWritable(@Nullable String project, Caller caller) {
        return project == null ? caller.canEverywhere(PERMISSION) : caller.canInProject(project, PERMISSION);
    }

    /** The team of the project, as far as the token tells it. */
    static @Nullable String teamOf(@Nullable String project, Caller caller) {
        return project != null && project.equals(caller.projectId()) ? caller.teamId() : null;
    }
}
