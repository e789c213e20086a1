package io.machinenativeops.teamrbac.identity;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.SpoofChecker;
import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Reads the names that people give, and says which of them look the same. */
public final class Names {

    private static final int LONGEST = 100;
    private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    // Controls, and what changes the direction or shows nothing.
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}]");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Zs}]+");
    private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");
    private static final SpoofChecker LOOKS =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    private Names() {}

    /**
     * Reads a name: up to 100 characters of any script, in NFC, with single spaces inside.
     *
     * @throws ProblemException saying what is wrong with it
     */
    public static String read(String field, @Nullable String sent) {
        if (sent == null) {
            throw ProblemException.invalid(field, "is missing");
        }
        var name = SPACE.matcher(Normalizer.normalize(sent, Normalizer.Form.NFC))
                .replaceAll(" ")
                .strip();
        int length = name.codePointCount(0, name.length());
        if (length == 0 || length > LONGEST || UNSEEN.matcher(name).find()) {
            throw ProblemException.invalid(
                    field, "has " + length + " characters: expected 1 to " + LONGEST + ", all of which can be seen");
        }
        return name;
    }

    /**
     * Reads a slug; made from the name where none is sent.
     *
     * @param otherwise where the name has no letters for one
     */
    public static String slug(@Nullable String sent, String name, String otherwise) {
        if (sent != null) {
            if (!SLUG.matcher(sent).matches()) {
                throw ProblemException.invalid(
                        "slug", "is '" + sent + "': expected 1 to 63 of a-z, 0-9 and -, without a - at either end");
            }
            return sent;
        }
        var letters = Normalizer.normalize(name, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        var made = OTHER.matcher(letters.replaceAll("\\p{M}", "")).replaceAll("-");
        made = made.substring(0, Math.min(60, made.length())).replaceAll("^-|-$", "");
        return made.isEmpty() ? otherwise : made;
    }

    /** What two names have in common that look the same to people (Unicode TS 39, section 4), whatever their case. */
    public static String lookAlike(String name) {
        var folded = UCharacter.foldCase(Normalizer.normalize(name, Normalizer.Form.NFKC), true);
        return UCharacter.foldCase(LOOKS.getSkeleton(folded), true);
    }
}
