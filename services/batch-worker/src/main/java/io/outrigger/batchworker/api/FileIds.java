package io.outrigger.batchworker.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ids under which what a job has answered is a file; they are made from the job's, and nothing is kept of them. */
final class FileIds {

    private static final String OUTPUT = "-output";
    private static final String ERRORS = "-errors";
    private static final Pattern OF_JOB = Pattern.compile("file-([0-9a-f]{32})(-output|-errors)");

    private FileIds() {
    }

    /** Lines of a job, as a file. */
    record JobLines(String jobId, boolean errors) {
    }

    static String output(String jobId) {
        return "file-" + digits(jobId) + OUTPUT;
    }

    static String errors(String jobId) {
        return "file-" + digits(jobId) + ERRORS;
    }

    /** What a job has answered, where the id means that. */
    static Optional<JobLines> jobLines(String fileId) {
        Matcher matcher = OF_JOB.matcher(fileId);
        return matcher.matches()
                ? Optional.of(new JobLines("batch_" + matcher.group(1), matcher.group(2).equals(ERRORS))) : Optional.empty();
    }

    private static String digits(String jobId) {
        return jobId.substring(jobId.indexOf('_') + 1);
    }
}
