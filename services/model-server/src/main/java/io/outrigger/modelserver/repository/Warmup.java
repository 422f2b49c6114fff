package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.modelserver.execution.ModelDefinition;
import io.outrigger.modelserver.runtime.ElementStrings;
import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.ModelTensor;
import io.outrigger.modelserver.runtime.OnnxSession;
import io.outrigger.modelserver.runtime.RuntimeFailure;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.proto.inference.ModelWarmup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/** The requests of {@code model_warmup}, run before a version is served; one that fails refuses the load. */
final class Warmup {

    /** Where Triton looks for the files of {@code input_data_file}. */
    private static final String FOLDER = "warmup";
    private static final long BYTES_MAX = 1L << 30;
    private static final int RUNS_MAX = 10_000;

    private final Path folder;
    private final ModelDefinition model;
    private final OnnxSession session;

    private Warmup(Path folder, ModelDefinition model, OnnxSession session) {
        this.folder = folder;
        this.model = model;
        this.session = session;
    }

    static void run(Path folder, ModelDefinition model, OnnxSession session) throws ModelRefusedException {
        var warmup = new Warmup(folder, model, session);
        for (ModelWarmup sample : model.config().getModelWarmupList()) {
            warmup.run(sample);
        }
    }

    private void run(ModelWarmup sample) throws ModelRefusedException {
        String what = ConfigFile.place(folder) + "model_warmup " + Quote.of(sample.getName()) + " ";
        if (sample.getBatchSize() < 0 || sample.getBatchSize() > Math.max(1, model.rowsMax()) || sample.getCount() < 0
                || sample.getCount() > RUNS_MAX) {
            throw new ModelRefusedException(what + "has batch_size " + Integer.toUnsignedString(sample.getBatchSize()) + " and count "
                    + Integer.toUnsignedString(sample.getCount()) + "; expected up to " + Math.max(1, model.rowsMax()) + " and "
                    + RUNS_MAX);
        }
        List<String> names = model.inputs().stream().map(ModelTensor::name).toList();
        if (!sample.getInputsMap().keySet().equals(java.util.Set.copyOf(names))) {
            throw new ModelRefusedException(what + "has the inputs " + shown(sample.getInputsMap().keySet()) + " but the model has "
                    + shown(names));
        }
        List<Tensor> inputs = new ArrayList<>();
        for (ModelTensor spec : model.inputs()) {
            inputs.add(tensor(what + "input " + Quote.of(spec.name()) + " ", spec, sample.getInputsOrThrow(spec.name()),
                    sample.getBatchSize()));
        }
        try {
            for (int i = 0; i < Math.max(1, sample.getCount()); i++) {
                session.run(inputs, model.outputs().stream().map(ModelTensor::name).toList(), Map.of());
            }
        } catch (RuntimeFailure e) {
            throw new ModelRefusedException(what + "fails: " + e.getMessage(), e);
        }
    }

    private static List<String> shown(Collection<String> names) {
        return names.stream().sorted().map(Quote::bare).toList();
    }

    private Tensor tensor(String what, ModelTensor spec, ModelWarmup.Input written, int rows) throws ModelRefusedException {
        ElementType type = ElementType.ofConfigName(written.getDataType()).orElse(spec.type());
        List<Long> dims = written.getDimsList();
        boolean fits = type == spec.type() && dims.size() == spec.dims().size();
        for (int i = 0; fits && i < dims.size(); i++) {
            fits = dims.get(i) >= 0 && (spec.dims().get(i) < 0 || spec.dims().get(i).equals(dims.get(i)));
        }
        if (!fits) {
            throw new ModelRefusedException(what + "is " + type.configName() + " " + dims + " but the model takes "
                    + spec.type().configName() + " " + spec.dims());
        }
        List<Long> shape = new ArrayList<>(dims);
        if (model.isBatched()) {
            shape.addFirst((long) Math.max(1, rows));
        }
        long elements = 1;
        for (long dim : shape) {
            elements = dim == 0 || elements <= BYTES_MAX / dim ? elements * dim : BYTES_MAX + 1;
        }
        if (elements * Math.max(1, type.bytes()) > BYTES_MAX) {
            throw new ModelRefusedException(what + "is larger than " + BYTES_MAX + " bytes");
        }
        return new Tensor(spec.name(), type, shape.stream().mapToLong(Long::longValue).toArray(),
                data(what, type, written, (int) elements));
    }

    private ByteBuffer data(String what, ElementType type, ModelWarmup.Input written, int elements) throws ModelRefusedException {
        return switch (written.getInputDataTypeCase()) {
            case INPUT_DATA_FILE -> fromFile(what, type, written.getInputDataFile(), elements);
            case RANDOM_DATA -> random(type, elements);
            case ZERO_DATA, INPUTDATATYPE_NOT_SET -> type == ElementType.BYTES ? ElementStrings.encode(Collections.nCopies(elements, ""))
                    : direct(elements * type.bytes());
        };
    }

    private ByteBuffer fromFile(String what, ElementType type, String name, int elements) throws ModelRefusedException {
        Path root = folder.resolve(FOLDER).normalize();
        try {
            Path file = root.resolve(name).normalize();
            if (!file.startsWith(root)) {
                throw new ModelRefusedException(what + "input_data_file " + Quote.of(name) + " lies outside the model's folder " + FOLDER);
            }
            if (Files.size(file) > BYTES_MAX) {
                throw new ModelRefusedException(what + "input_data_file " + Quote.of(name) + " is larger than " + BYTES_MAX + " bytes");
            }
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer data = ByteBuffer.wrap(bytes);
            OptionalInt found = type == ElementType.BYTES ? ElementStrings.count(data) : OptionalInt.of(bytes.length / type.bytes());
            if (found.isEmpty() || found.getAsInt() != elements || (type.bytes() > 0 && bytes.length % type.bytes() != 0)) {
                throw new ModelRefusedException(what + "input_data_file " + Quote.of(name) + " has " + bytes.length
                        + " bytes, which are not the " + elements + " elements of its shape");
            }
            return type == ElementType.BYTES ? data : direct(bytes.length).put(bytes).flip();
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new ModelRefusedException(what + "input_data_file " + Quote.of(name) + " cannot be read in the model's folder "
                    + FOLDER, e);
        }
    }

    /** Small numbers of any type: bits at random would be infinities and indexes out of range. */
    private static ByteBuffer random(ElementType type, int elements) {
        var random = ThreadLocalRandom.current();
        if (type == ElementType.BYTES) {
            return ElementStrings.encode(random.ints(elements, 0, 10).mapToObj(Integer::toString).toList());
        }
        ByteBuffer data = direct(elements * type.bytes());
        for (int i = 0; i < elements; i++) {
            switch (type) {
                case FP64 -> data.putDouble(random.nextDouble());
                case FP32 -> data.putFloat(random.nextFloat());
                case FP16 -> data.putShort(Float.floatToFloat16(random.nextFloat()));
                case BF16 -> data.putShort((short) (Float.floatToIntBits(random.nextFloat()) >>> 16));
                case BOOL, INT8, UINT8 -> data.put((byte) random.nextInt(2));
                case INT16, UINT16 -> data.putShort((short) random.nextInt(2));
                case INT32, UINT32 -> data.putInt(random.nextInt(2));
                case INT64, UINT64 -> data.putLong(random.nextInt(2));
                case BYTES -> throw new IllegalStateException("strings have no fixed size");
            }
        }
        return data.flip();
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
