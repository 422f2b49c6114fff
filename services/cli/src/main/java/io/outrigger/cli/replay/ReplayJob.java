package io.outrigger.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.job.FetchedLines;
import io.outrigger.cli.job.JobFollower;
import io.outrigger.cli.job.JobPaths;
import io.outrigger.cli.job.ToldJob;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.cli.outcome.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Rows run on one version, as a job of the caller's own that is watched to its end. */
final class ReplayJob {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Session session;
    private final ServiceCaller gateway;
    private final String model;
    private final String window;

    /** @param window of the job, as its submit has it */
    ReplayJob(Session session, ServiceCaller gateway, String model, String window) {
        this.session = session;
        this.gateway = gateway;
        this.model = model;
        this.window = window;
    }

    /**
     * What a version has answered.
     *
     * @param rows by custom_id; those that failed are not there
     */
    record Answers(ToldJob job, Map<String, RowAnswer> rows) {
    }

    /** Runs the rows of an uploaded file. */
    Answers run(String fileId, String version, Path folder, boolean keep) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", model).put("version", version)
                .put("completion_window", window).put("input_file_id", fileId);
        ToldJob submitted = ToldJob.of(gateway.postOnce("/v1/batch", request, UUID.randomUUID().toString()));
        ToldJob ended = JobFollower.follow(session, gateway, submitted.id());
        if (!ended.isCompleted()) {
            throw new CommandFailure(ExitCode.JOB_NOT_COMPLETED, "The job " + ended.id() + " on " + version + " has ended as "
                    + ended.status() + ", so there is nothing to compare.");
        }
        Answers answers = new Answers(ended, read(ended.id(), folder));
        if (!keep) {
            gateway.delete(JobPaths.job(ended.id()));
        }
        return answers;
    }

    private Map<String, RowAnswer> read(String id, Path folder) {
        Path results = folder.resolve("results.jsonl");
        try (OutputStream out = Files.newOutputStream(results)) {
            new FetchedLines(gateway, session.pause()).into(id, false, false, out, 0);
        } catch (IOException failed) {
            throw CommandFailure.file("write", results, failed);
        }
        Map<String, RowAnswer> rows = new HashMap<>();
        try (BufferedReader reader = Files.newBufferedReader(results)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode result = JSON.readTree(line);
                rows.put(result.path("custom_id").asText(), RowAnswer.of(result.path("response").path("body")));
            }
        } catch (IOException failed) {
            throw CommandFailure.file("read", results, failed);
        }
        return rows;
    }
}
