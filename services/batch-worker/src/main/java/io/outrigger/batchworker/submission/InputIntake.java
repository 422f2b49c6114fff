package io.outrigger.batchworker.submission;

import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobRules;
import io.outrigger.batchworker.job.Outcome;
import io.outrigger.batchworker.objects.ObjectAddress;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.rows.CutLimits;
import io.outrigger.batchworker.rows.CutResult;
import io.outrigger.batchworker.store.JobInput;
import io.outrigger.batchworker.store.JobModel;
import io.outrigger.batchworker.store.JobTerms;
import io.outrigger.batchworker.store.NewJob;
import io.outrigger.batchworker.webhook.WebhookAddresses;
import io.outrigger.batchworker.work.ObjectKeys;
import io.outrigger.batchworker.work.PinnedCut;
import io.outrigger.batchworker.work.PinnedModels;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to what a request needs before its job can be put into the database: who may be told, which model is meant, where the rows are.
 * A few rows that came along are counted at once, so that their job begins with its first chunk in the queue; many go into an object.
 */
public final class InputIntake {

    private static final Logger LOG = LoggerFactory.getLogger(InputIntake.class);

    private final PinnedModels models;
    private final WebhookAddresses webhooks;
    private final ObjectStore objects;
    private final JobRules rules;
    private final CutLimits limits;
    private final long inlineBytesMax;

    /** @param inlineBytesMax of lines that lie in the database */
    public InputIntake(PinnedModels models, WebhookAddresses webhooks, ObjectStore objects, JobRules rules, CutLimits limits,
            long inlineBytesMax) {
        this.models = models;
        this.webhooks = webhooks;
        this.objects = objects;
        this.rules = rules;
        this.limits = limits;
        this.inlineBytesMax = inlineBytesMax;
    }

    NewJob take(JobRequest request, String id, Instant now) {
        request.webhookUrl().ifPresent(webhooks::check);
        JobModel model = request.model().isEmpty() ? JobModel.named("", request.version())
                : models.pin(request.model(), request.version(), request.allowedModels());
        Job job = Job.submitted(id, now, now.plus(request.completionWindow()), request.errorBudget());
        return switch (request.input()) {
            case JobRequest.Input.Lines(byte[] lines) when lines.length <= inlineBytesMax -> few(job, request, model, lines, now);
            case JobRequest.Input.Lines(byte[] lines) -> {
                objects.put(ObjectKeys.input(id), lines);
                ObjectAddress own = objects.own(ObjectKeys.input(id));
                yield uncut(job, request, model, new JobInput.ObjectInput(own.bucket(), own.key(), Optional.empty(), Optional.empty()));
            }
            case JobRequest.Input.UploadedFile(String fileId) -> {
                ObjectAddress own = objects.own(ObjectKeys.file(fileId));
                yield uncut(job, request, model, new JobInput.ObjectInput(own.bucket(), own.key(), Optional.of(fileId), Optional.empty()));
            }
            case JobRequest.Input.Address(String uri) -> {
                ObjectAddress foreign = objects.foreign(uri);
                if (objects.size(foreign).isEmpty()) {
                    throw new ServiceException(ErrorCode.FILE_NOT_FOUND, "There is no object " + Quote.of(uri) + ".");
                }
                yield uncut(job, request, model,
                        new JobInput.ObjectInput(foreign.bucket(), foreign.key(), Optional.empty(), Optional.of(uri)));
            }
        };
    }

    private static NewJob uncut(Job job, JobRequest request, JobModel model, JobInput input) {
        return new NewJob(job, terms(request, model, input), Optional.empty(), List.of());
    }

    private NewJob few(Job job, JobRequest request, JobModel named, byte[] lines, Instant now) {
        PinnedCut cutting;
        try (var input = new ByteArrayInputStream(lines)) {
            cutting = PinnedCut.of(input, named, request.allowedModels(), models, limits, bytes -> { });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return switch (cutting.result()) {
            case CutResult.Refused refused -> throw new ServiceException(
                    ErrorCode.ofCode(refused.fault().code()).orElseThrow(), refused.fault().message());
            case CutResult.Cut cut -> new NewJob(cut(job, cut, now), terms(request, cutting.model(), new JobInput.InlineInput()),
                    Optional.of(lines), cut.chunks());
        };
    }

    private Job cut(Job job, CutResult.Cut cut, Instant now) {
        Outcome offered = rules.decide(job, new Event.CutOffered(), now);
        int token = offered.effects().stream().filter(Effect.Cut.class::isInstance).map(Effect.Cut.class::cast).findFirst()
                .orElseThrow().token();
        return rules.decide(offered.job(), new Event.CutDone(token, cut.rows(), cut.chunks().size()), now).job();
    }

    private static JobTerms terms(JobRequest request, JobModel model, JobInput input) {
        return new JobTerms(request.tenant(), model, request.priority(), input, request.completionWindow(), request.concurrency(),
                request.metadata(), request.outputExpiresAfter(), request.webhookUrl(), request.endpoint(), request.allowedModels(),
                request.traceparent());
    }

    /** Removes what was stored for a job that there is not to be. */
    void forget(NewJob job) {
        if (job.terms().input() instanceof JobInput.ObjectInput object && object.fileId().isEmpty() && object.uri().isEmpty()) {
            try {
                objects.delete(List.of(object.key()));
            } catch (ServiceException away) {
                LOG.debug("{} stays until orphans are looked for", object.key());
            }
        }
    }

    public static ServiceException noFile(String id) {
        return new ServiceException(ErrorCode.FILE_NOT_FOUND, "There is no file " + Quote.of(id) + ".");
    }
}
