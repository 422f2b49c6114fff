package io.outrigger.batchworker.store;

/** Which of a job's answers are meant. */
public enum LinesKind {
    RESULTS("result", "results"), ERRORS("error", "errors");

    private final String column;
    private final String lines;

    LinesKind(String column, String lines) {
        this.column = column;
        this.lines = lines;
    }

    /** How the names of its columns of the table of chunks begin. */
    String column() {
        return column;
    }

    /** The column of the table of small outputs. */
    String lines() {
        return lines;
    }
}
