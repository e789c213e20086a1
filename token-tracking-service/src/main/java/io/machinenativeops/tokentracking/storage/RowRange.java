package io.machinenativeops.tokentracking.storage;

/** Rows of a batch from a place up to another, excluded, in the order of the stream. */
record RowRange(int from, int to) {

    RowRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(from + "-" + to + " is no range: expected 0 <= from <= to");
        }
    }

    static RowRange parse(String text) {
        var dash = text.indexOf('-');
        return new RowRange(Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    }

    int size() {
        return to - from;
    }

    RowRange lower() {
        return new RowRange(from, from + size() / 2);
    }

    RowRange upper() {
        return new RowRange(from + size() / 2, to);
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}
