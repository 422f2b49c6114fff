package io.outrigger.modelserver.runtime;

/** Where in a tensor the rows lie that a request brought. A rank below 0 is one that is not known. */
sealed interface Rows {

    int UNKNOWN = -1;
    Rows UNCLEAR = new Unclear();

    /** Nowhere: it is the same for every request of these shapes. */
    record None(int rank) implements Rows {
    }

    /** Each index along one axis is a row, made of that row alone. */
    record Along(int axis, int rank) implements Rows {
    }

    /** Somewhere; whether they have met is not known. */
    record Unclear() implements Rows {
    }

    /** Elements are made of several rows, or of those at a certain place, by this operator. */
    record Mixed(String operator) implements Rows {
    }

    static Rows along(int axis, int rank) {
        return new Along(axis, rank);
    }
}
