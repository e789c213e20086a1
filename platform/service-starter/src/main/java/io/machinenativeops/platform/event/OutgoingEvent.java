package io.machinenativeops.platform.event;

/**
 * What a service tells others.
 *
 * @param stream the destination, such as {@code identity.changed}
 * @param type with its version, such as {@code identity.changed.v1}
 * @param subject what it is about, such as an organisation's id
 * @param ordered whether events of this subject are numbered and sent in the order of their transactions. Transactions with
 *     ordered events of one subject go one after the other.
 * @param data a record of the contract, written as JSON
 */
public record OutgoingEvent(String stream, String type, String subject, boolean ordered, Object data) {

    public OutgoingEvent {
        if (stream.isBlank() || subject.isBlank() || !type.matches("[a-z0-9.-]+\\.v[0-9]+")) {
            throw new IllegalArgumentException("event '" + type + "' about '" + subject + "' for the stream '" + stream
                    + "': expected a stream, a subject and a type such as identity.changed.v1");
        }
    }
}
