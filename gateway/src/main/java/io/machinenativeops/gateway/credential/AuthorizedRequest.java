package io.machinenativeops.gateway.credential;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/** A request in which some headers say what the gateway found out, whatever was sent. The body is not touched. */
public final class AuthorizedRequest extends HttpServletRequestWrapper {

    private final Map<String, List<String>> said = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    public AuthorizedRequest(HttpServletRequest request) {
        super(request);
    }

    /** The header has this value; null: it was not sent. */
    public AuthorizedRequest saying(String header, @Nullable String value) {
        said.put(header, value == null ? List.of() : List.of(value));
        return this;
    }

    @Override
    public @Nullable String getHeader(String name) {
        var values = said.get(name);
        if (values == null) {
            return super.getHeader(name);
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        var values = said.get(name);
        return values == null ? super.getHeaders(name) : Collections.enumeration(values);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(Collections.list(super.getHeaderNames()));
        said.forEach((name, values) -> {
            if (values.isEmpty()) {
                names.remove(name);
            } else {
                names.add(name);
            }
        });
        return Collections.enumeration(names);
    }
}
