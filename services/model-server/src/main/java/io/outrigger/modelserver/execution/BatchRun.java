package io.outrigger.modelserver.execution;

import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.ModelTensor;
import io.outrigger.modelserver.runtime.OnnxSession;
import io.outrigger.modelserver.runtime.RuntimeFailure;
import io.outrigger.modelserver.runtime.StopSignal;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.modelserver.statistics.Timings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * One call of the runtime for one or several requests: rows together, run, rows apart.
 *
 * <p>A lone request's tensors go in where the wire reader put them. Rows of several requests are laid one after the other in a
 * pooled buffer, for the runtime wants them in one piece. Outputs whose shape follows from the number of rows are written by the
 * runtime into pooled buffers; each request gets its rows in an array of its own, so that the buffers are free at once.
 */
final class BatchRun {

    /** The outputs asked, request by request, and where the time went. */
    record Outcome(List<List<Tensor>> answers, Timings timings) {
    }

    private final OnnxSession session;
    private final ModelDefinition model;
    private final BufferPool buffers;
    /** Whether outputs have had the shape that was expected of them, so that they may be written into buffers brought for them. */
    private volatile boolean pinning = true;

    BatchRun(OnnxSession session, ModelDefinition model, BufferPool buffers) {
        this.session = session;
        this.model = model;
        this.buffers = buffers;
    }

    /** Runs these together; one alone is answered with whatever the model gives. */
    Outcome run(List<InferenceJob> jobs, StopSignal stop) throws RuntimeFailure, UnevenRowsException {
        List<BufferPool.Lease> leases = new ArrayList<>();
        try {
            long started = System.nanoTime();
            int rows = jobs.stream().mapToInt(InferenceJob::rows).sum();
            List<Tensor> inputs = together(jobs, rows, leases);
            List<String> asked = asked(jobs);
            Map<String, Tensor> pinned = pinned(asked, rows, leases);
            long gathered = System.nanoTime();
            List<Tensor> outputs = execute(inputs, asked, pinned, stop);
            long ran = System.nanoTime();
            List<List<Tensor>> answers = jobs.size() == 1 ? List.of(outputs.stream().map(BatchRun::own).toList())
                    : apart(jobs, rows, outputs);
            return new Outcome(answers, new Timings(gathered - started, ran - gathered, System.nanoTime() - ran));
        } finally {
            leases.forEach(BufferPool.Lease::close);
        }
    }

    /**
     * The runtime blames its arguments for an output that does not fit the buffer brought for it, as it does for a bad input. The
     * call is made again without buffers then: an input's fault fails again, a model's fault shows in the shape of what comes out.
     */
    private List<Tensor> execute(List<Tensor> inputs, List<String> asked, Map<String, Tensor> pinned, StopSignal stop)
            throws RuntimeFailure {
        try {
            return session.run(inputs, asked, pinned, stop);
        } catch (RuntimeFailure refusal) {
            if (!refusal.isInputFault() || pinned.isEmpty()) {
                throw refusal;
            }
            List<Tensor> outputs = session.run(inputs, asked, Map.of(), stop);
            pinning = false;
            return outputs;
        }
    }

    private static Tensor own(Tensor output) {
        byte[] copy = new byte[output.data().remaining()];
        output.data().duplicate().get(copy);
        return new Tensor(output.name(), output.type(), output.shape(), ByteBuffer.wrap(copy));
    }

    private List<Tensor> together(List<InferenceJob> jobs, int rows, List<BufferPool.Lease> leases) {
        List<Tensor> inputs = new ArrayList<>(model.inputs().size());
        for (ModelTensor spec : model.inputs()) {
            List<Tensor> parts = jobs.stream().map(job -> input(job, spec.name())).toList();
            Tensor first = parts.getFirst();
            boolean inPlace = parts.size() == 1 && (first.data().isDirect() || first.type() == ElementType.BYTES);
            inputs.add(inPlace ? first : joined(parts, rows, leases));
        }
        return inputs;
    }

    private static Tensor input(InferenceJob job, String name) {
        return job.request().inputs().stream().filter(tensor -> tensor.name().equals(name)).findFirst().orElseThrow();
    }

    private Tensor joined(List<Tensor> parts, int rows, List<BufferPool.Lease> leases) {
        var lease = buffers.acquire(Math.toIntExact(parts.stream().mapToLong(part -> part.data().remaining()).sum()));
        leases.add(lease);
        ByteBuffer whole = lease.buffer();
        parts.forEach(part -> whole.put(part.data().duplicate()));
        long[] shape = parts.getFirst().shape().clone();
        if (model.isBatched()) {
            shape[0] = rows;
        }
        return new Tensor(parts.getFirst().name(), parts.getFirst().type(), shape, whole.flip());
    }

    private List<String> asked(List<InferenceJob> jobs) {
        if (jobs.size() == 1) {
            return jobs.getFirst().asked();
        }
        var asked = new LinkedHashSet<String>();
        jobs.forEach(job -> asked.addAll(job.asked()));
        return List.copyOf(asked);
    }

    private Map<String, Tensor> pinned(List<String> asked, int rows, List<BufferPool.Lease> leases) {
        Map<String, Tensor> pinned = new HashMap<>();
        for (ModelTensor spec : model.outputs()) {
            boolean known = pinning && spec.dims().stream().allMatch(dim -> dim > 0);
            boolean plain = spec.type() != ElementType.BYTES && spec.type().canBeInput();
            if (!known || !plain || !asked.contains(spec.name())) {
                continue;
            }
            long bytes = spec.dims().stream().reduce((long) spec.type().bytes(), Math::multiplyExact);
            var lease = buffers.acquire(Math.toIntExact(model.isBatched() ? Math.multiplyExact(bytes, rows) : bytes));
            leases.add(lease);
            pinned.put(spec.name(), new Tensor(spec.name(), spec.type(), shape(spec, rows), lease.buffer()));
        }
        return pinned;
    }

    private long[] shape(ModelTensor spec, int rows) {
        int leading = model.isBatched() ? 1 : 0;
        long[] shape = new long[spec.dims().size() + leading];
        if (leading == 1) {
            shape[0] = rows;
        }
        for (int i = 0; i < spec.dims().size(); i++) {
            shape[i + leading] = spec.dims().get(i);
        }
        return shape;
    }

    private static List<List<Tensor>> apart(List<InferenceJob> jobs, int rows, List<Tensor> outputs) throws UnevenRowsException {
        Map<String, OutputRows> byName = new HashMap<>();
        for (Tensor output : outputs) {
            byName.put(output.name(), new OutputRows(output, rows));
        }
        List<List<Tensor>> answers = new ArrayList<>(jobs.size());
        for (InferenceJob job : jobs) {
            List<Tensor> answer = new ArrayList<>(job.asked().size());
            byName.forEach((name, output) -> {
                if (!job.asked().contains(name)) {
                    output.skip(job.rows());
                }
            });
            for (String name : job.asked()) {
                answer.add(byName.get(name).take(job.rows()));
            }
            answers.add(answer);
        }
        return answers;
    }

    /** What a request is answered with: its outputs, or their best classes where it asked for those. */
    List<Tensor> answer(InferenceJob job, List<Tensor> outputs) {
        return outputs.stream().map(output -> {
            int classes = classes(job, output.name());
            return classes == 0 ? output
                    : BestClasses.best(output, classes, model.labels().getOrDefault(output.name(), List.of()), model.isBatched());
        }).toList();
    }

    private static int classes(InferenceJob job, String name) {
        return job.request().outputs().stream().filter(output -> output.name().equals(name)).mapToInt(output -> output.classes())
                .findFirst().orElse(0);
    }
}
