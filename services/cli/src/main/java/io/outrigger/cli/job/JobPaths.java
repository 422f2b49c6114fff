package io.outrigger.cli.job;

import io.outrigger.cli.call.ServiceCaller;

/** The gateway's addresses of a job. */
public final class JobPaths {
    static final String JOBS = "/v1/jobs";

    private JobPaths() {
    }

    public static String job(String id) {
        return JOBS + "/" + ServiceCaller.segment(id);
    }

    static String lines(String id, boolean errors) {
        return job(id) + (errors ? "/errors" : "/results");
    }
}
