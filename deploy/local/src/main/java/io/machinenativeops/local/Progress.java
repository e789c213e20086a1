package io.machinenativeops.local;

import java.io.PrintStream;

/** Says what is going on, a line a step, in the form that the shell part of {@code mno} uses too. */
final class Progress {

    private final PrintStream out;

    Progress(PrintStream out) {
        this.out = out;
    }

    /**
     * @param mark {@code ok}, {@code ...} while it goes on, {@code warn} or {@code FAIL}
     */
    void line(String mark, String what, String detail) {
        out.printf("  %-5s %-18s %s%n", mark, what, detail);
        out.flush();
    }

    void text(String text) {
        out.println(text);
        out.flush();
    }
}
