package io.machinenativeops.embedded;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses a body that is longer than allowed while it is read. */
final class BoundedInput extends FilterInputStream {

    private final long most;
    private long seen;

    BoundedInput(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            count(1);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = in.read(bytes, from, length);
        if (read > 0) {
            count(read);
        }
        return read;
    }

    private void count(int bytes) {
        seen += bytes;
        if (seen > most) {
            throw EngineException.tooLargeRequest(
                    "The request body is longer than " + most + " bytes; send the rows in smaller inserts");
        }
    }
}
