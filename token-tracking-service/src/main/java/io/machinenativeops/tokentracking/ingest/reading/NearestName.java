package io.machinenativeops.tokentracking.ingest.reading;

import java.util.Collection;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Finds the name that a mistyped one was meant to be. */
final class NearestName {

    private static final int FARTHEST = 3;
    private static final int LONGEST = 40;

    private NearestName() {}

    /** The known name with the fewest edits, spelling of case and underscores aside; null when none is near. */
    static @Nullable String of(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return null;
        }
        var wanted = folded(name);
        String nearest = null;
        int best = Math.min(FARTHEST, wanted.length() / 2) + 1;
        for (var candidate : known) {
            int edits = edits(wanted, folded(candidate));
            if (edits < best) {
                best = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String folded(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
