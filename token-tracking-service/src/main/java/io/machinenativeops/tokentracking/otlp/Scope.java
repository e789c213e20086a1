package io.machinenativeops.tokentracking.otlp;

/**
 * Who made a span: the instrumentation.
 *
 * @param name empty when it was not sent
 * @param version empty when it was not sent
 */
public record Scope(String name, String version) {

    /** Not told. */
    public static final Scope NONE = new Scope("", "");
}
