package io.machinenativeops.tokentracking;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets the API's description say which members of a record may be null, as its annotations do. */
@Component
final class NullableProperties implements ModelConverter {

    private static final Pattern CLASS = Pattern.compile("\\[simple type, class (\\S+)]");

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        Schema<?> resolved = chain.next().resolve(type, context, chain);
        var record = rawClass(type.getType());
        if (record == null || !record.isRecord() || resolved == null) {
            return resolved;
        }
        var name = resolved.get$ref() == null
                ? resolved.getName()
                : resolved.get$ref().substring(resolved.get$ref().lastIndexOf('/') + 1);
        var model = name == null ? null : context.getDefinedModels().get(name);
        if (model != null && model.getProperties() != null) {
            Arrays.stream(record.getRecordComponents())
                    .filter(component -> model.getProperties().containsKey(component.getName()))
                    .forEach(component -> allowNull(model, component));
        }
        return resolved;
    }

    private static void allowNull(Schema<?> model, RecordComponent component) {
        var name = component.getName();
        Schema<?> property = Objects.requireNonNull(model.getProperties().get(name));
        if (component.getAnnotatedType() instanceof AnnotatedParameterizedType map
                && property.getAdditionalProperties() instanceof Schema<?> values) {
            var types = map.getAnnotatedActualTypeArguments();
            if (types[types.length - 1].isAnnotationPresent(Nullable.class)) {
                orNull(values);
            }
        }
        if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            return;
        }
        if (property.get$ref() != null) {
            var none = new JsonSchema();
            none.setTypes(new LinkedHashSet<>(List.of("null")));
            var either = new JsonSchema();
            either.setAnyOf(List.of(property, none));
            model.getProperties().put(name, either);
        } else {
            orNull(property);
        }
    }

    private static void orNull(Schema<?> schema) {
        if (schema.getTypes() != null && !schema.getTypes().contains("null")) {
            var types = new LinkedHashSet<>(schema.getTypes());
            types.add("null");
            schema.setTypes(types);
        }
    }

    /** Within a model the library hands on types of Jackson 2, which our own code does not touch: their text names the class. */
    private static @Nullable Class<?> rawClass(Type type) {
        if (type instanceof Class<?> known) {
            return known;
        }
        var name = CLASS.matcher(type.toString());
        try {
            return name.find() ? Class.forName(name.group(1)) : null;
        } catch (ClassNotFoundException unknown) {
            return null;
        }
    }
}
