package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.batching.BatchWorkers;
import io.outrigger.modelserver.batching.WaitingRequest;
import io.outrigger.modelserver.runtime.RuntimeFailure;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.modelserver.statistics.InferenceCounts;
import io.outrigger.openinference.rows.JoinTrial;
import io.outrigger.openinference.rows.JoinTrial.Mix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workers do with a batch: answer each of its requests as if it had been alone.
 *
 * <p>While a version is on trial a batch is run as a whole and request by request; callers get the answers of the latter. A batch that
 * fails as a whole, or whose answer has not a row for each row, is run request by request too, so a bad row fails its caller alone. What
 * shows that a version's requests must not be joined ends that for good.
 */
final class BatchWork implements BatchWorkers.Work<InferenceJob> {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWork.class);

    private final String name;
    private final BatchRun batchRun;
    private final InferenceCounts counts;
    private final JoinTrial trial;
    private final Consumer<String> notRowWise;

    /**
     * @param name       model and version, for the log
     * @param notRowWise told, more than once perhaps, why requests must not be joined
     */
    BatchWork(String name, BatchRun batchRun, InferenceCounts counts, JoinTrial trial, Consumer<String> notRowWise) {
        this.name = name;
        this.batchRun = batchRun;
        this.counts = counts;
        this.trial = trial;
        this.notRowWise = notRowWise;
    }

    /** What a run gave: the outputs of each request, or why there are none. */
    private sealed interface Ran {
    }

    private record Gave(BatchRun.Outcome outcome) implements Ran {
    }

    private record Failed(Throwable thrown) implements Ran {

        /** Whether the model itself refused, and not a want of memory or an end that callers brought about. */
        private boolean isRefusal() {
            return thrown instanceof RuntimeFailure refusal && !refusal.isStopped();
        }
    }

    @Override
    public void run(List<WaitingRequest<InferenceJob>> batch) {
        long started = System.nanoTime();
        List<InferenceJob> jobs = new ArrayList<>(batch.size());
        for (WaitingRequest<InferenceJob> waiting : batch) {
            if (waiting.item().isAbandoned()) {
                waiting.item().failAbandoned();
            } else {
                jobs.add(waiting.item());
            }
        }
        if (jobs.size() < 2 || trial.isEnded()) {
            jobs.forEach(job -> alone(job, started));
            return;
        }
        Mix mix = mix(jobs);
        Ran together = attempt(jobs);
        if (trial.isDue(mix)) {
            compare(mix, jobs, together, started);
        } else if (together instanceof Gave gave) {
            answer(jobs, gave.outcome(), started);
        } else {
            apart(jobs, (Failed) together, started);
        }
    }

    @Override
    public void expired(WaitingRequest<InferenceJob> request) {
        request.item().failOverdue();
    }

    private static Mix mix(List<InferenceJob> jobs) {
        List<String> asked = jobs.stream().flatMap(job -> job.asked().stream()).distinct().sorted().toList();
        InferenceJob first = jobs.getFirst();
        return new Mix(first.lane(), asked, jobs.stream().allMatch(job -> job.request().sameInputs(first.request())));
    }

    private void compare(Mix mix, List<InferenceJob> jobs, Ran together, long started) {
        if (!(together instanceof Gave gave)) {
            apart(jobs, (Failed) together, started);
            return;
        }
        int compared = 0;
        Optional<String> difference = Optional.empty();
        for (int i = 0; i < jobs.size(); i++) {
            List<Tensor> joined = gave.outcome().answers().get(i);
            switch (alone(jobs.get(i), started)) {
                case Gave own -> {
                    compared++;
                    difference = difference.or(() -> AnswerComparison.difference(own.outcome().answers().getFirst(), joined));
                }
                case Failed failed when failed.isRefusal() -> difference = difference.or(
                        () -> Optional.of("a request that fails alone is answered when it is joined with others"));
                case Failed other -> { }
            }
        }
        if (difference.isPresent() || compared > 1) {
            counts.compared(difference.isEmpty());
            difference.ifPresentOrElse(notRowWise, () -> trial.passed(mix));
        }
    }

    /** Runs the requests of a batch that failed as a whole one by one. */
    private void apart(List<InferenceJob> jobs, Failed together, long started) {
        boolean allGave = true;
        for (InferenceJob job : jobs) {
            allGave &= alone(job, started) instanceof Gave;
        }
        if (together.thrown() instanceof UnevenRowsException uneven) {
            counts.compared(false);
            notRowWise.accept(uneven.getMessage());
        } else if (allGave && together.isRefusal()) {
            counts.compared(false);
            notRowWise.accept("a joined run failed (" + together.thrown().getMessage() + ") where each of its requests alone was answered");
        }
    }

    /** Runs one request and answers it; one whose caller has left is not run. */
    private Ran alone(InferenceJob job, long started) {
        if (job.isAbandoned()) {
            job.failAbandoned();
            return new Failed(new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller went away."));
        }
        Ran ran = attempt(List.of(job));
        switch (ran) {
            case Gave gave -> answer(List.of(job), gave.outcome(), started);
            case Failed failed when job.isAbandoned() -> job.failAbandoned();
            case Failed failed -> job.fail(failure(job, failed.thrown()));
        }
        return ran;
    }

    private Ran attempt(List<InferenceJob> jobs) {
        try {
            return new Gave(batchRun.run(jobs, Audience.of(jobs).stop()));
        } catch (RuntimeFailure | UnevenRowsException | RuntimeException | OutOfMemoryError e) {
            return new Failed(e);
        }
    }

    private void answer(List<InferenceJob> jobs, BatchRun.Outcome outcome, long started) {
        counts.executed(jobs.stream().mapToInt(InferenceJob::rows).sum(), outcome.timings(), System.currentTimeMillis());
        for (int i = 0; i < jobs.size(); i++) {
            InferenceJob job = jobs.get(i);
            try {
                job.succeed(batchRun.answer(job, outcome.answers().get(i)), started, outcome.timings());
            } catch (RuntimeException | OutOfMemoryError e) {
                job.fail(failure(job, e));
            }
        }
    }

    private ServiceException failure(InferenceJob job, Throwable thrown) {
        String prefix = RequestCheck.prefix(job.request().id());
        if (thrown instanceof RuntimeFailure refusal) {
            return new ServiceException(refusal.isInputFault() ? ErrorCode.MODEL_REJECTED_INPUT : ErrorCode.BACKEND_FAILED,
                    prefix + "onnx runtime error: " + refusal.getMessage(), thrown);
        }
        LOG.error("{} failed on a request", name, thrown);
        return new ServiceException(ErrorCode.BACKEND_FAILED, prefix + "the model failed on this request", thrown);
    }
}
