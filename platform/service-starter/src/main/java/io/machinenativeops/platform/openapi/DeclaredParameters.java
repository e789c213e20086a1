package io.machinenativeops.platform.openapi;

import java.math.BigDecimal;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.Cursor;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.paging.PageSize;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.web.method.HandlerMethod;

/** What a handler declares by the types of its parameters or by an annotation, and clients send as headers and parameters. */
final class DeclaredParameters implements GlobalOperationCustomizer {

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        for (var parameter : handler.getMethodParameters()) {
            if (parameter.getParameterType() == PageQuery.class) {
                page(operation, parameter);
            } else if (parameter.getParameterType() == IfMatch.class) {
                edit(operation, !parameter.isOptional());
            }
        }
        if (handler.hasMethodAnnotation(IdempotentPost.class)) {
            repeatable(operation);
        }
        DocumentedProblems.addTo(operation, handler);
        return operation;
    }

    private static void page(Operation operation, MethodParameter parameter) {
        var size = parameter.getParameterAnnotation(PageSize.class);
        int usual = size == null ? PageSize.USUAL : size.usual();
        int largest = size == null ? PageSize.LARGEST : size.largest();
        add(
                operation,
                "query",
                Cursor.PARAMETER,
                false,
                "`nextCursor` of the page before; all other parameters stay the same",
                new StringSchema());
        var limit = new IntegerSchema();
        limit.setMinimum(BigDecimal.ONE);
        limit.setMaximum(BigDecimal.valueOf(largest));
        limit.setDefault(usual);
        add(operation, "query", Cursor.LIMIT, false, "Items a page", limit);
    }

    private static void edit(Operation operation, boolean required) {
        add(operation, "header", "If-Match", required, "The `ETag` that was read, or `*`", new StringSchema());
        DocumentedProblems.add(operation, "412", "It was changed meanwhile");
        if (required) {
            DocumentedProblems.add(operation, "428", "If-Match is missing");
        }
    }

    private static void repeatable(Operation operation) {
        var key = new StringSchema();
        key.setMinLength(1);
        key.setMaxLength(128);
        add(
                operation,
                "header",
                "Idempotency-Key",
                false,
                "The same key with the same content is done once in 24 hours, and answered as the first time, with"
                        + " `Idempotency-Replayed: true`",
                key);
        DocumentedProblems.add(operation, "409", "A request with this idempotency key is on its way");
        DocumentedProblems.add(operation, "422", "The idempotency key was sent with other content");
    }

    private static void add(
            Operation operation, String in, String name, boolean required, String description, Schema<?> schema) {
        operation.addParametersItem(new Parameter()
                .in(in)
                .name(name)
                .required(required)
                .description(description)
                .schema(schema));
    }
}
