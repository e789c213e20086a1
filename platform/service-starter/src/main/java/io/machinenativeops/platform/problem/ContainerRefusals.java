package io.machinenativeops.platform.problem;

import java.io.IOException;
import java.util.List;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives what Tomcat refuses before any application sees it (no HTTP, no path, headers without end) the form of all other
 * problems, where Tomcat would write a page.
 */
final class ContainerRefusals extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ContainerRefusals.class);
    private static final int FIRST_ERROR = 400;

    private final JsonMapper json;

    ContainerRefusals(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (response.getStatus() < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var type = CommonProblem.of(HttpStatusCode.valueOf(response.getStatus()));
        var detail = type == CommonProblem.MALFORMED_REQUEST
                ? "The request line or a header is no proper HTTP, or the headers are over the limit."
                : type.title() + ".";
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            var body = json.writeValueAsBytes(Problems.document(type, detail, List.of()));
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException callerLeft) {
            log.debug("A refusal was not read", callerLeft);
        }
    }
}
