package io.outrigger.modelserver.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.outrigger.chassis.errors.Quote;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One ONNX file, ready to run.
 *
 * <p>It is called by as many threads as the model has instances; each call uses one thread of the processor, because N callers
 * of a single-threaded session give more rows a second than one caller of a parallel one. An output for which the caller brings
 * a buffer is written there by the runtime itself.
 */
public final class OnnxSession implements AutoCloseable {

    /** Where a model that comes as bytes has its external data. */
    private static final String WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Optional<OnnxFile> file;
    /** The names in the session of the inputs that were changed for it. */
    private final Map<String, String> renamed;
    private final TensorShapes shapes;
    private final List<ModelTensor> inputs;
    private final List<ModelTensor> outputs;
    private final Map<String, String> rowSymbols;

    private OnnxSession(OrtEnvironment environment, OrtSession session, Optional<OnnxFile> file, UnsignedInputs.Rewritten changes)
            throws OrtException, RuntimeFailure {
        this.environment = environment;
        this.session = session;
        this.file = file;
        this.renamed = changes.names();
        this.shapes = TensorShapes.AS_THEY_ARE;
        this.inputs = changes.restore(specs(session.getInputInfo(), true));
        this.outputs = specs(session.getOutputInfo(), false);
        this.rowSymbols = rowSymbols(session);
    }

    private OnnxSession(OnnxSession same, TensorShapes shapes) {
        this.environment = same.environment;
        this.session = same.session;
        this.file = same.file;
        this.renamed = same.renamed;
        this.shapes = shapes;
        this.inputs = same.inputs;
        this.outputs = same.outputs;
        this.rowSymbols = same.rowSymbols;
    }

    /** Loads a model; its file may be closed afterwards. */
    public static OnnxSession open(ModelFile file, int threadsPerCall) throws RuntimeFailure {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false); // its maker hears nothing of what is served
            options.setIntraOpNumThreads(threadsPerCall);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            Optional<OnnxFile> described = file.description();
            Optional<String> foreign = described.flatMap(ForeignTypes::in);
            if (foreign.isPresent()) {
                throw new RuntimeFailure(foreign.get(), false, null);
            }
            var changes = UnsignedInputs.changes(file);
            options.addConfigEntry(WEIGHTS_FOLDER, file.dataFolder().toAbsolutePath().toString());
            OrtSession session = changes.model().isPresent() ? environment.createSession(changes.model().get(), options)
                    : environment.createSession(file.bytes(), options);
            try {
                return new OnnxSession(environment, session, described, changes);
            } catch (OrtException | RuntimeFailure | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime cannot load " + file.path().getFileName() + ": "
                    + FileMishap.of(file.path()).map(mishap -> mishap + " (" + sentence(e) + ")").orElse(sentence(e)), false, e);
        }
    }

    /** The same session for callers who know its tensors by other shapes; it takes the place of this one, which is closed with it. */
    public OnnxSession under(TensorShapes others) {
        return new OnnxSession(this, others);
    }

    /** What the file says of itself; empty for one that only the runtime can read, such as one in the runtime's own format. */
    public Optional<OnnxFile> file() {
        return file;
    }

    /** What the file says it takes, shapes with every dimension. */
    public List<ModelTensor> inputs() {
        return inputs;
    }

    /** What the file says it gives, shapes with every dimension. */
    public List<ModelTensor> outputs() {
        return outputs;
    }

    /**
     * The name that the file, or what ONNX Runtime concludes from it, gives to the open first dimension of an input or output; equal
     * names mean equal sizes.
     */
    public Optional<String> rowSymbol(String tensor) {
        return Optional.ofNullable(rowSymbols.get(renamed.getOrDefault(tensor, tensor)));
    }

    private static Map<String, String> rowSymbols(OrtSession session) throws OrtException {
        Map<String, String> symbols = new HashMap<>();
        List<NodeInfo> nodes = new ArrayList<>(session.getOutputInfo().values());
        nodes.addAll(session.getInputInfo().values());
        for (NodeInfo node : nodes) {
            if (node.getInfo() instanceof TensorInfo info && info.getDimensionNames().length > 0 && info.getShape()[0] < 0
                    && !info.getDimensionNames()[0].isEmpty()) {
                symbols.put(node.getName(), info.getDimensionNames()[0]);
            }
        }
        return Map.copyOf(symbols);
    }

    /** Runs the model once, to its end. */
    public List<Tensor> run(Collection<Tensor> given, List<String> asked, Map<String, Tensor> pinned) throws RuntimeFailure {
        return run(given, asked, pinned, new StopSignal());
    }

    /**
     * Runs the model once.
     *
     * @param stop   ends the run before its end
     * @param pinned outputs whose shape is known beforehand, in direct buffers that the runtime fills
     * @return the asked outputs in the asked order; those that are pinned are the same tensors
     */
    public List<Tensor> run(Collection<Tensor> given, List<String> asked, Map<String, Tensor> pinned, StopSignal stop)
            throws RuntimeFailure {
        Map<String, OnnxTensor> ins = new HashMap<>();
        Map<String, OnnxTensor> outs = new LinkedHashMap<>();
        try {
            for (Tensor tensor : given) {
                ins.put(renamed.getOrDefault(tensor.name(), tensor.name()), toOnnx(tensor, shapes.inward(tensor)));
            }
            var unpinned = new java.util.LinkedHashSet<String>();
            for (String name : asked) {
                if (pinned.containsKey(name)) {
                    outs.put(name, toOnnx(pinned.get(name), shapes.inward(pinned.get(name))));
                } else {
                    unpinned.add(name);
                }
            }
            try (var running = stop.begin(); var result = session.run(ins, unpinned, outs, running.options())) {
                List<Tensor> answers = new ArrayList<>(asked.size());
                for (String name : asked) {
                    Tensor there = pinned.get(name);
                    answers.add(there != null ? there
                            : shapes.outward(fromOnnx(name, (OnnxTensor) result.get(name).orElseThrow())));
                }
                return answers;
            }
        } catch (OrtException e) {
            if (stop.isGiven()) {
                throw RuntimeFailure.stopped(e);
            }
            throw new RuntimeFailure(sentence(e), e.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT, e);
        } finally {
            ins.values().forEach(OnnxTensor::close);
            outs.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor toOnnx(Tensor tensor, long[] shape) throws OrtException, RuntimeFailure {
        if (tensor.type() != ElementType.BYTES) {
            ByteBuffer data = tensor.data().duplicate().order(ByteOrder.nativeOrder());
            return OnnxTensor.createTensor(environment, data, shape, tensor.type().javaType());
        }
        try {
            return OnnxTensor.createTensor(environment, ElementStrings.decode(tensor.data()), shape);
        } catch (CharacterCodingException e) {
            throw new RuntimeFailure("an element of " + Quote.of(tensor.name()) + " is not UTF-8 text", true, e);
        }
    }

    private static Tensor fromOnnx(String name, OnnxTensor value) throws OrtException {
        TensorInfo info = value.getInfo();
        ElementType type = ElementType.ofOnnx(info.onnxType).orElseThrow();
        ByteBuffer data = type == ElementType.BYTES ? ElementStrings.encode(value.getValue()) : value.getByteBuffer();
        return new Tensor(name, type, info.getShape(), data.rewind());
    }

    private static List<ModelTensor> specs(Map<String, NodeInfo> nodes, boolean given) throws RuntimeFailure {
        List<ModelTensor> specs = new ArrayList<>();
        for (NodeInfo node : nodes.values()) {
            String what = (given ? "input " : "output ") + Quote.of(node.getName());
            if (!(node.getInfo() instanceof TensorInfo info)) {
                throw new RuntimeFailure(what + " is no tensor", false, null);
            }
            ElementType type = ElementType.ofOnnx(info.onnxType)
                    .orElseThrow(() -> new RuntimeFailure(what + " has the type " + info.onnxType + ", which the protocol lacks", false,
                            null));
            specs.add(new ModelTensor(node.getName(), type, Arrays.stream(info.getShape()).boxed().toList()));
        }
        return List.copyOf(specs);
    }

    /** The runtime's own words without the error number that its Java binding puts before them. */
    private static String sentence(OrtException failure) {
        String message = String.valueOf(failure.getMessage());
        int dash = message.indexOf(" - message: ");
        return dash < 0 ? message : message.substring(dash + " - message: ".length());
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the session does not close: " + e.getMessage(), e);
        }
    }
}
