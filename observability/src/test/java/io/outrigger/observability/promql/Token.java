package io.outrigger.observability.promql;

/** A word of PromQL as it is written, without what stands around it. */
record Token(Kind kind, String text) {
    enum Kind {
        NAME, STRING, NUMBER, RANGE, MARK
    }

    boolean is(String mark) {
        return kind == Kind.MARK && text.equals(mark);
    }

    boolean isName() {
        return kind == Kind.NAME;
    }
}
