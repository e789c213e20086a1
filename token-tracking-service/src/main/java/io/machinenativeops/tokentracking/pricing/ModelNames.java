package io.machinenativeops.tokentracking.pricing;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The names under which a model may stand in the catalogue, the most exact first. */
final class ModelNames {
    private static final Pattern ARN = Pattern.compile("arn:aws[^/]*/(.+)");
    private static final Pattern RESOURCE = Pattern.compile("(?:.*/)?(?:models|publishers/[^/]+/models)/(.+)");
    /** A date, {@code latest}, {@code default} or a Bedrock revision at the end: the same model, pinned more exactly. */
    private static final Pattern SUFFIX =
            Pattern.compile("(?:[-@](?:20\\d{6}|20\\d{2}-\\d{2}-\\d{2})|[-@:]latest|@default|-v\\d+:\\d+|:\\d+)$");

    /** A fine-tuned model has the price of what it was tuned from: {@code ft:base:organisation:name:id}. */
    private static final Pattern TUNED = Pattern.compile("(ft:[^:]+):.*");

    private ModelNames() {}

    /** Exact name first, then without resource path and the provider's own prefix, then without suffixes. */
    static Set<String> candidates(String provider, String model) {
        var names = new LinkedHashSet<String>();
        String name = model.strip().toLowerCase(Locale.ROOT);
        names.add(name);
        name = unprefixed(provider, name, names);
        var tuned = TUNED.matcher(name);
        if (tuned.matches()) {
            name = tuned.group(1);
            names.add(name);
        }
        var matcher = SUFFIX.matcher(name);
        while (matcher.find() && matcher.start() > 0) {
            int revision = name.lastIndexOf(':');
            if (revision > matcher.start()) {
                names.add(name.substring(0, revision));
            }
            name = name.substring(0, matcher.start());
            names.add(name);
            matcher = SUFFIX.matcher(name);
        }
        return names;
    }

    private static String unprefixed(String provider, String model, Set<String> names) {
        String name = model;
        for (Pattern pattern : new Pattern[] {ARN, RESOURCE}) {
            var matcher = pattern.matcher(name);
            if (matcher.matches()) {
                name = matcher.group(1);
                names.add(name);
            }
        }
        int slash = name.indexOf('/');
        if (slash > 0 && ProviderNames.canonical(name.substring(0, slash)).equals(provider)) {
            name = name.substring(slash + 1);
            names.add(name);
        }
        return name;
    }
}
