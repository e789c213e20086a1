package io.machinenativeops.e2e;

import java.util.Map;
import java.util.Set;

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
    private record Started(
            Stack stack, Mailbox mailbox, @Nullable AssertionError failure) implements AutoCloseable {

        static Started fresh() {
            var mailbox = new Mailbox();
            var stack = new Stack(
                    "stack",
                    Integer.getInteger("mno.e2e.port-base", 18080),
                    Map.of("SMTP_HOST", "127.0.0.1", "SMTP_PORT", Integer.toString(mailbox.port())));
            try {
                stack.up("--fresh");
                return new Started(stack, mailbox, null);
            } catch (AssertionError failure) {
                return new Started(stack, mailbox, failure);
            }
        }

        Started running() {
            if (failure != null) {
                throw new AssertionError("The stack did not start.", failure);
            }
            return this;
        }

        @Override
        public void close() {
            stack.down();
            mailbox.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        started(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Set.of(Stack.class, Api.class, Mailbox.class)
                .contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var started = started(context);
        var type = parameter.getParameter().getType();
        if (type == Mailbox.class) {
            return started.mailbox();
        }
        return type == Stack.class ? started.stack() : new Api(started.stack());
    }

    private static Started started(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(KEY, key -> Started.fresh(), Started.class)
                .running();
    }
}
