package io.machinenativeops.tokentracking.otlp;

import io.machinenativeops.platform.security.Caller;

/** One signal of OTLP: what its exports are read for. */
public interface Signal {

    /** The last part of its path, such as {@code traces}. */
    String name();

    /**
     * Takes an export. When it returns, what was taken is durable.
     *
     * @throws UnreadableExportException when the body is no export of this signal
     * @throws io.machinenativeops.platform.problem.ProblemException {@code unavailable} when nothing can be taken now
     */
    PartialSuccess take(Caller caller, OtlpEncoding encoding, byte[] body);
}
