package io.machinenativeops.tokentracking.otlp;

/**
 * Usage that was made from metrics, held, and then refused: dead letters of the group {@link #GROUP}, beside those of the
 * stream {@code usage.recorded}.
 */
public interface SetAside {

    /** Of its dead letters. */
    String GROUP = "otlp-held";

    /**
     * What a payload says of itself.
     *
     * @throws RuntimeException when it is no usage that was held
     */
    Told read(byte[] payload);

    /** Holds it again, to be counted at once: one that was counted meanwhile is a duplicate. */
    void holdAgain(String id, byte[] payload);

    /** Whose it is, and which event. */
    record Told(String organizationId, String eventId) {}
}
