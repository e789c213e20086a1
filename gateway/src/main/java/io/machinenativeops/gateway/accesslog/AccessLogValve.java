package io.machinenativeops.gateway.accesslog;

import java.io.IOException;

import io.machinenativeops.gateway.RequestId;
import io.machinenativeops.gateway.limit.CallerIdentity;
import io.machinenativeops.gateway.route.RouteNames;
import jakarta.servlet.ServletException;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says of each request what it took, when its reply has ended; also of those that Tomcat refuses. Paths and queries stay out:
 * they may hold names and secrets, and the route says enough to count by. Names of fields are those of ECS.
 */
final class AccessLogValve extends ValveBase implements AccessLog {

    private static final Logger log = LoggerFactory.getLogger("access");

    private final RouteNames routes;

    AccessLogValve(RouteNames routes) {
        super(true);
        this.routes = routes;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
    }

    @Override
    public void log(Request request, Response response, long nanos) {
        if (!log.isInfoEnabled()) {
            return;
        }
        var route = routes.of(request);
        var line = log.atInfo()
                .addKeyValue("http.request.method", request.getMethod())
                .addKeyValue("http.request.bytes", request.getCoyoteRequest().getBytesRead())
                .addKeyValue("http.response.status_code", response.getStatus())
                .addKeyValue("http.response.bytes", response.getBytesWritten(false))
                .addKeyValue("event.duration", nanos)
                .addKeyValue("mno.route", route);
        line = with(line, "http.request.id", response.getHeader(RequestId.HEADER));
        var caller = CallerIdentity.of(request);
        if (caller != null) {
            line = with(line, "organization.id", caller.organizationId());
            line = with(line, "mno.key", caller.keyId());
        }
        line.log(request.getMethod() + " " + route + " " + response.getStatus());
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String field, @Nullable String value) {
        return value == null ? line : line.addKeyValue(field, value);
    }

    @Override
    public void setRequestAttributesEnabled(boolean enabled) {
        // The attributes of Tomcat's own lines; none of them is said here.
    }

    @Override
    public boolean getRequestAttributesEnabled() {
        return false;
    }
}
