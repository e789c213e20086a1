package io.machinenativeops.e2e;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts one empty stack for all journeys of the module, hands it to them, and stops it after the last. */
final class RunningStack implements BeforeAllCallback, ParameterResolver {

    private static final String KEY = "stack";

    /**
     * Closed by JUnit when all tests are done.
     *
     * @param failure why it does not run: what failed once is not tried for each class again
     */
    private record Started(Stack stack, @Nullable AssertionError failure) implements AutoCloseable {

        static Started fresh() {
            var stack = new Stack("stack", Integer.getInteger("mno.e2e.port-base", 18080));
            try {
                stack.up("--fresh");
                return new Started(stack, null);
            } catch (AssertionError failure) {
                return new Started(stack, failure);
            }
        }

        Stack running() {
            if (failure != null) {
                throw new AssertionError("The stack did not start.", failure);
            }
            return stack;
        }

        @Override
        public void close() {
            stack.down();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        started(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stack.class
                || parameter.getParameter().getType() == Api.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var stack = started(context);
        return parameter.getParameter().getType() == Stack.class ? stack : new Api(stack);
    }

    private static Stack started(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(KEY, key -> Started.fresh(), Started.class)
                .running();
    }
}
