package io.machinenativeops.gateway;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * A request that comes from where it is believed to come from, whose body ends with an error at the limit, and whose parameters
 * nobody reads: a form in the body would be read for them, and then be missing where it should go.
 */
final class EdgeRequest extends HttpServletRequestWrapper {

    private final String id;
    private final Origin origin;
    private final DataSize maxBody;
    private @Nullable LimitedBody body;

    /** Throws the problem at once when the announced length is over the limit. */
    EdgeRequest(HttpServletRequest request, String id, Origin origin, DataSize maxBody) {
        super(request);
        if (request.getContentLengthLong() > maxBody.toBytes()) {
            throw LimitedBody.tooLarge(maxBody);
        }
        this.id = id;
        this.origin = origin;
        this.maxBody = maxBody;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            body = new LimitedBody(super.getInputStream(), maxBody.toBytes());
        }
        return body;
    }

    @Override
    public String getRemoteAddr() {
        return origin.address();
    }

    @Override
    public String getScheme() {
        return origin.scheme();
    }

    @Override
    public boolean isSecure() {
        return origin.isSecure();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return name.equalsIgnoreCase(RequestId.HEADER) ? id : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return name.equalsIgnoreCase(RequestId.HEADER)
                ? Collections.enumeration(Collections.singleton(id))
                : super.getHeaders(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Map.of();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.emptyEnumeration();
    }

    @Override
    public @Nullable String getParameter(String name) {
        return null;
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return null;
    }
}
