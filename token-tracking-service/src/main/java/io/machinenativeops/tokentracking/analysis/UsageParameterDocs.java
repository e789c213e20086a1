package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;
import java.util.List;

import io.machinenativeops.tokentracking.storage.Dimension;
import io.machinenativeops.tokentracking.storage.GroupOrder;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Documents what {@link Takes} says, and the filters, so that the API's description and its reader have one source. */
@Component
final class UsageParameterDocs implements OperationCustomizer {

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        var takes = handler.getMethodAnnotation(Takes.class);
        if (takes != null) {
            for (var parameter : takes.value()) {
                operation.addParametersItem(document(parameter));
            }
            for (var name : Dimension.names()) {
                if (!name.startsWith("tag:")) {
                    operation.addParametersItem(filter(name));
                }
            }
            operation.setDescription(
                    "A parameter `tag:<key>` filters by the value of a tag. A filter that is sent several"
                            + " times takes events with any of the values; an empty value takes those that have none.");
        }
        return operation;
    }

    private static Parameter document(UsageParameter parameter) {
        Schema<?> schema = new StringSchema();
        switch (parameter) {
            case LIMIT -> {
                schema = new IntegerSchema();
                schema.setMinimum(BigDecimal.ONE);
                schema.setMaximum(BigDecimal.valueOf(ParameterValues.LARGEST_LIMIT));
            }
            case ORDER_BY ->
                ((StringSchema) schema).setEnum(List.of(GroupOrder.names().split(", ")));
            case INTERVAL ->
                ((StringSchema) schema).setEnum(List.of(Interval.names().split(", ")));
            default -> {
                if (!parameter.format().isEmpty()) {
                    schema.setFormat(parameter.format());
                }
            }
        }
        return new QueryParameter()
                .name(parameter.key())
                .required(false)
                .description(parameter.description())
                .schema(schema);
    }

    private static Parameter filter(String name) {
        return new QueryParameter()
                .name(name)
                .required(false)
                .description("Only events with this " + name + "; may be sent several times.")
                .explode(true)
                .schema(new ArraySchema().items(new StringSchema()));
    }
}
