package io.outrigger.chassis.headers;

/** Whether somebody waits for a request; {@link PlatformHeader#PRIORITY} carries it. */
public enum Priority {
    /** A caller waits. */
    LIVE("live"),
    /** A part of a job: nobody waits, and it takes what live requests leave. */
    JOB("job");

    private final String header;

    Priority(String header) {
        this.header = header;
    }

    /** What a header says. Without one, or with one that makes no sense, it is a caller who waits. */
    public static Priority ofHeader(String text) {
        return JOB.header.equals(text) ? JOB : LIVE;
    }

    /** As the header says it. */
    public String header() {
        return header;
    }
}
