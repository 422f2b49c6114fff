package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.ModelTensor;
import io.outrigger.modelserver.runtime.OnnxSession;
import io.outrigger.modelserver.runtime.TensorShapes;
import io.outrigger.modelserver.runtime.TensorShapes.Reshape;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelInput;
import io.outrigger.proto.inference.ModelOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a model as config.pbtxt and as the ONNX file have them, compared and put together.
 *
 * <p>What the configuration leaves out is the file's. Triton's {@code dims} may not be empty, so a scalar of the file is {@code dims:
 * [ 1 ]} there, with or without {@code reshape { shape: [ ] }}; callers then send and get the shape of {@code dims}.
 */
final class Signatures {

    private final Path folder;
    private final OnnxSession session;
    private final int rowsMax;
    private final Map<String, Reshape> reshapes = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    private Signatures(Path folder, OnnxSession session, int rowsMax) {
        this.folder = folder;
        this.session = session;
        this.rowsMax = rowsMax;
    }

    /**
     * What was put together.
     *
     * @param inputs  as callers know them, without the batch dimension
     * @param outputs as callers know them, without the batch dimension
     * @param shapes  the model's own shapes where they differ
     * @param notes   what a real Triton would not take
     * @param rows    whether requests may be put together
     */
    record Signature(List<ModelTensor> inputs, List<ModelTensor> outputs, TensorShapes shapes, List<String> notes, RowRule rows) {
    }

    /** One tensor of config.pbtxt; {@code reshape} is empty where there is none. */
    private record Written(String name, Optional<ElementType> type, List<Long> dims, Optional<List<Long>> reshape) {
    }

    /** Inputs that the configuration does not name are served all the same; outputs that it does not name are not, if it names any. */
    static Signature read(Path folder, ModelConfig config, OnnxSession session, int rowsMax) throws ModelRefusedException {
        return new Signatures(folder, session, rowsMax).read(config);
    }

    private Signature read(ModelConfig config) throws ModelRefusedException {
        List<Written> inputs = new ArrayList<>();
        for (ModelInput input : config.getInputList()) {
            inputs.add(new Written(input.getName(), ElementType.ofConfigName(input.getDataType()), input.getDimsList(),
                    input.hasReshape() ? Optional.of(input.getReshape().getShapeList()) : Optional.empty()));
        }
        List<Written> outputs = new ArrayList<>();
        for (ModelOutput output : config.getOutputList()) {
            outputs.add(new Written(output.getName(), ElementType.ofConfigName(output.getDataType()), output.getDimsList(),
                    output.hasReshape() ? Optional.of(output.getReshape().getShapeList()) : Optional.empty()));
        }
        List<ModelTensor> there = rowsApart("input", session.inputs());
        List<ModelTensor> taken = new ArrayList<>(compare("input", inputs, there));
        List<String> named = taken.stream().map(ModelTensor::name).toList();
        there.stream().filter(spec -> !named.contains(spec.name())).forEach(taken::add);
        List<ModelTensor> served = session.outputs().stream()
                .filter(spec -> outputs.isEmpty() || outputs.stream().anyMatch(written -> written.name().equals(spec.name()))).toList();
        List<ModelTensor> given = rowsApart("output", served);
        List<ModelTensor> chosen = outputs.isEmpty() ? given : compare("output", outputs, given);
        return new Signature(List.copyOf(taken), chosen, new TensorShapes(rowsMax > 0 ? 1 : 0, reshapes), List.copyOf(notes),
                RowRule.of(at(), session, session.inputs(), served, rowsMax));
    }

    /** As config.pbtxt would have them, with what it says of them besides. */
    static List<ModelInput> inputConfigs(List<ModelTensor> inputs, ModelConfig written) {
        return inputs.stream().map(spec -> written.getInputList().stream().filter(input -> input.getName().equals(spec.name())).findFirst()
                .map(ModelInput::toBuilder).orElseGet(ModelInput::newBuilder)
                .setName(spec.name()).setDataType(spec.type().configName()).clearDims().addAllDims(spec.dims()).build()).toList();
    }

    /** As config.pbtxt would have them, with what it says of them besides. */
    static List<ModelOutput> outputConfigs(List<ModelTensor> outputs, ModelConfig written) {
        return outputs.stream().map(spec -> written.getOutputList().stream().filter(output -> output.getName().equals(spec.name()))
                .findFirst().map(ModelOutput::toBuilder).orElseGet(ModelOutput::newBuilder)
                .setName(spec.name()).setDataType(spec.type().configName()).clearDims().addAllDims(spec.dims()).build()).toList();
    }

    private List<ModelTensor> rowsApart(String kind, List<ModelTensor> specs) throws ModelRefusedException {
        List<ModelTensor> rows = new ArrayList<>();
        for (ModelTensor spec : specs) {
            if (rowsMax == 0) {
                rows.add(spec);
            } else if (spec.dims().isEmpty() && isOpen(spec)) {
                rows.add(spec);
            } else if (spec.dims().isEmpty() || spec.dims().getFirst() >= 0) {
                throw new ModelRefusedException(at() + "max_batch_size is above 0 but the first dimension of " + kind + " "
                        + Quote.of(spec.name()) + " is not free in the ONNX file: its shape is " + spec.dims());
            } else {
                rows.add(new ModelTensor(spec.name(), spec.type(), spec.dims().subList(1, spec.dims().size())));
            }
        }
        return rows;
    }

    /** Whether the file says nothing at all about a tensor's shape. */
    private boolean isOpen(ModelTensor spec) {
        return spec.dims().isEmpty() && session.file().isPresent() && session.file().get().shape(spec.name()).isEmpty();
    }

    private List<ModelTensor> compare(String kind, List<Written> written, List<ModelTensor> found) throws ModelRefusedException {
        List<String> seen = new ArrayList<>();
        List<ModelTensor> agreed = new ArrayList<>();
        for (Written tensor : written) {
            String what = at() + kind + " " + Quote.of(tensor.name()) + " ";
            ModelTensor there = found.stream().filter(candidate -> candidate.name().equals(tensor.name())).findFirst()
                    .orElseThrow(() -> new ModelRefusedException(what + "is not in the ONNX file, which has "
                            + (kind.equals("input") ? session.inputs() : session.outputs()).stream()
                            .map(spec -> Quote.bare(spec.name())).toList()));
            if (seen.contains(tensor.name())) {
                throw new ModelRefusedException(what + "is there twice");
            }
            seen.add(tensor.name());
            if (tensor.type().isPresent() && tensor.type().get() != there.type()) {
                throw new ModelRefusedException(what + "is " + tensor.type().get().configName() + " but the ONNX file says "
                        + there.type().configName());
            }
            agreed.add(new ModelTensor(there.name(), there.type(), dims(what, tensor, there)));
        }
        return agreed;
    }

    /** The dims that callers see. */
    private List<Long> dims(String what, Written tensor, ModelTensor there) throws ModelRefusedException {
        if (tensor.dims().stream().anyMatch(dim -> dim < -1)) {
            throw new ModelRefusedException(what + "has dims " + tensor.dims() + "; expected -1 or a size");
        }
        if (tensor.dims().isEmpty() && tensor.reshape().isEmpty()) {
            if (there.dims().isEmpty() && !isOpen(there)) {
                notes.add(what + "has no dims, which Triton does not take: there a scalar is dims: [ 1 ] reshape { shape: [ ] }");
            }
            return there.dims();
        }
        boolean scalar = there.dims().isEmpty() && !isOpen(there) && tensor.dims().stream().allMatch(dim -> dim == 1);
        List<Long> models = tensor.reshape().orElse(scalar ? List.of() : tensor.dims());
        if (!models.equals(tensor.dims())) {
            if (!sameElements(tensor.dims(), models)) {
                throw new ModelRefusedException(what + "has dims " + tensor.dims() + " and reshape " + models
                        + ", which do not have the same elements");
            }
            reshapes.put(tensor.name(), new Reshape(tensor.dims(), models));
        }
        if (!isOpen(there) && !fits(models, there.dims())) {
            throw new ModelRefusedException(what + "has " + (tensor.reshape().isPresent() ? "reshape " : "dims ") + models
                    + " but the ONNX file says " + there.dims() + " (batch dimension apart)");
        }
        return tensor.dims();
    }

    /** Open dimensions must stand in the same order, with as many elements before, between and after them. */
    private static boolean sameElements(List<Long> one, List<Long> other) {
        return products(one).equals(products(other));
    }

    private static List<Long> products(List<Long> dims) {
        List<Long> products = new ArrayList<>(List.of(1L));
        for (long dim : dims) {
            if (dim < 0) {
                products.add(1L);
            } else {
                products.set(products.size() - 1, Math.multiplyExact(products.getLast(), dim));
            }
        }
        return products;
    }

    private static boolean fits(List<Long> written, List<Long> found) {
        boolean fits = written.size() == found.size();
        for (int i = 0; fits && i < written.size(); i++) {
            fits = written.get(i) >= -1 && (found.get(i) < 0 || found.get(i).equals(written.get(i)));
        }
        return fits;
    }

    private String at() {
        return ConfigFile.place(folder);
    }
}
