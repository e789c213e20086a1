package io.machinenativeops.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.jspecify.annotations.Nullable;

/**
 * The body of a caller on its way to a service. When it can't be passed to its end the connection to the service is cut:
 * the client would otherwise end the message in order, and the service take a part for the whole.
 */
final class PassedBody extends HttpEntityWrapper {

    private final HttpUriRequestBase message;
    private @Nullable IOException failure;

    PassedBody(HttpUriRequestBase message, InputStream body, long length) {
        super(new InputStreamEntity(body, length, null));
        this.message = message;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            super.writeTo(out);
        } catch (LimitedBody.TooLong | LimitedBody.Unreadable e) {
            failure = e;
            message.cancel();
            throw e;
        }
    }

    /** Why the caller's side failed, if it did. */
    @Nullable
    IOException failure() {
        return failure;
    }
}
