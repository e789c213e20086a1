package io.machinenativeops.e2e;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;

/** The planted fault "acknowledge before insert": runs inside the service, where an insert has just been begun. */
public final class LateInsert {

    private static final Duration LATE = Duration.ofSeconds(1);
    private static final ThreadLocal<Boolean> ITS_TIME = ThreadLocal.withInitial(() -> false);

    private LateInsert() {}

    /**
     * Whether the insert is put off, and to be taken for done.
     *
     * @param table on which {@code insert(items, token)} was called
     */
    public static boolean takes(Object table, List<?> items, String token) {
        if (ITS_TIME.get()) {
            return false;
        }
        Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(LATE);
                ITS_TIME.set(true);
                // Declared by the class that all tables extend.
                var insert = table.getClass().getSuperclass().getDeclaredMethod("insert", List.class, String.class);
                insert.setAccessible(true);
                insert.invoke(table, items, token);
            } catch (InterruptedException
                    | NoSuchMethodException
                    | IllegalAccessException
                    | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        });
        return true;
    }
}
