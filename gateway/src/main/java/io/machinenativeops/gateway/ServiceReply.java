package io.machinenativeops.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/** The reply of a service, written to the caller as it comes; never more than one buffer of it is held. */
final class ServiceReply implements ServerResponse {

    /** Set when a reply broke off after its beginning was sent: the connection must then break too. */
    static final String BROKEN = ServiceReply.class.getName() + ".broken";

    private static final int BUFFER = 16 * 1024;

    private final HttpUriRequestBase message;
    private final ClassicHttpResponse reply;
    private final HttpHeaders headers;
    private final EventStreams streams;

    ServiceReply(HttpUriRequestBase message, ClassicHttpResponse reply, EventStreams streams) {
        this.message = message;
        this.reply = reply;
        this.headers = PassedHeaders.fromService(reply.getHeaders());
        this.streams = streams;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(reply.getCode());
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws IOException {
        try (reply) {
            response.setStatus(reply.getCode());
            headers.forEach((name, values) -> {
                response.setHeader(name, values.getFirst());
                values.stream().skip(1).forEach(value -> response.addHeader(name, value));
            });
            var body = reply.getEntity();
            if (body == null) {
                return null;
            }
            if (isStream()) {
                try (var _ = streams.register(message::cancel)) {
                    copy(body, request, response);
                }
            } else {
                copy(body, request, response);
            }
        }
        return null;
    }

    private boolean isStream() {
        return MediaType.TEXT_EVENT_STREAM.isCompatibleWith(headers.getContentType());
    }

    private void copy(HttpEntity body, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            response.flushBuffer();
            var in = body.getContent();
            var out = response.getOutputStream();
            var buffer = new byte[BUFFER];
            for (var length = read(in, buffer, request); length >= 0; length = read(in, buffer, request)) {
                write(out, buffer, length, in.available() == 0);
            }
        } catch (IOException callerLeft) {
            // Closing alone would read the reply to its end, which may never come.
            message.cancel();
            throw callerLeft;
        }
    }

    /** A service that breaks off must not look to the caller like one that came to its end. */
    private int read(InputStream in, byte[] buffer, HttpServletRequest request) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            if (!isStream() || !streams.areEnding()) {
                request.setAttribute(BROKEN, e);
            }
            return -1;
        }
    }

    private static void write(OutputStream out, byte[] buffer, int length, boolean nothingMoreYet) throws IOException {
        out.write(buffer, 0, length);
        if (nothingMoreYet) {
            out.flush();
        }
    }
}
