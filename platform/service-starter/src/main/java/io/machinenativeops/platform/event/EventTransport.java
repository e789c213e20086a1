package io.machinenativeops.platform.event;

/** The way into a stream. */
interface EventTransport {

    /**
     * Sends an event; it is in the stream when this returns.
     *
     * @param subject events of one subject stay in order
     * @throws RuntimeException when it may not be there
     */
    void send(String stream, String subject, byte[] cloudEvent);
}
