package io.machinenativeops.platform.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes an answer when all of it is there, with its length. Written as it is made, it goes out in chunks, the last of them empty
 * and in a packet of its own: one more call of the kernel here, and one more wait at whoever reads it.
 */
final class WholeJson extends JacksonJsonHttpMessageConverter {

    private static final int USUAL = 512;

    WholeJson(JsonMapper json) {
        super(json);
    }

    @Override
    protected void writeInternal(
            Object answer, ResolvableType type, HttpOutputMessage message, @Nullable Map<String, Object> hints)
            throws IOException {
        var written = new ByteArrayOutputStream(USUAL);
        super.writeInternal(answer, type, new Beside(message.getHeaders(), written), hints);
        message.getHeaders().setContentLength(written.size());
        written.writeTo(message.getBody());
    }

    private record Beside(HttpHeaders headers, OutputStream body) implements HttpOutputMessage {

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public OutputStream getBody() {
            return body;
        }
    }
}
