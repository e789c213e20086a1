package io.machinenativeops.tokentracking.otlp;

import com.google.protobuf.Descriptors.Descriptor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Walks a message of OTLP field by field, in whichever encoding it came. Fields go by their numbers in the proto files; what
 * a visitor does not read is skipped, and never copied.
 */
public interface MessageReader {

    /** Calls the visitor for each known field of the message at hand, for each element where it repeats. */
    void fields(Descriptor message, FieldVisitor visitor);

    /** The text at hand. */
    String text();

    /** The bytes of an id at hand, as hexadecimal digits. */
    String hex();

    /** The whole number or the value of an enumeration at hand; a time is unsigned. */
    long integer();

    /** The number at hand; it may be NaN or infinite. */
    double decimal();

    /**
     * The {@code AnyValue} at hand; null when it holds nothing.
     *
     * @param attribute its name, for messages
     */
    @Nullable
    JsonNode value(String attribute);

    /** Is told the number of a field and reads its value, or does not. */
    @FunctionalInterface
    interface FieldVisitor {
        void visit(int field);
    }
}
