package io.machinenativeops.platform.notebook;

import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;

/** Holds the creation of notebooks up, after they were written. */
public final class SlowNotebooks {

    private SlowNotebooks() {}

    public static void reset() {
        NotebookController.CALLS.set(0);
        NotebookController.slow = new CountDownLatch(0);
    }

    public static void hold(CountDownLatch until) {
        NotebookController.slow = until;
    }

    public static int calls() {
        return NotebookController.CALLS.get();
    }

    public static void awaitCall() {
        Awaitility.await().until(() -> calls() > 0);
    }
}
