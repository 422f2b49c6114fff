package io.outrigger.modelserver.repository;

import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.OnnxSession;
import io.outrigger.modelserver.runtime.TensorSpec;
import io.outrigger.proto.inference.DataType;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelInput;
import io.outrigger.proto.inference.ModelOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The tensors of a model as config.pbtxt and as the ONNX file have them, and the comparison of the two. */
final class Signatures {

    private Signatures() {
    }

    /** Whether every tensor of the file has a free first dimension, so that it can count rows. */
    static boolean canBeBatched(OnnxSession session) {
        return Stream.concat(session.inputs().stream(), session.outputs().stream())
                .allMatch(spec -> !spec.dims().isEmpty() && spec.dims().getFirst() < 0);
    }

    /** Inputs without the batch dimension; the file's own where config.pbtxt says nothing of inputs. */
    static List<TensorSpec> inputs(Path folder, ModelConfig config, OnnxSession session, boolean batched) throws ModelRefusedException {
        List<TensorSpec> written = new ArrayList<>();
        for (ModelInput input : config.getInputList()) {
            written.add(spec(folder, "input", input.getName(), input.getDataType(), input.getDimsList()));
        }
        List<TensorSpec> chosen = compare(folder, "input", written, rowsApart(folder, "input", session.inputs(), batched));
        if (chosen.size() < session.inputs().size()) {
            List<String> names = chosen.stream().map(TensorSpec::name).toList();
            String missing = session.inputs().stream().map(TensorSpec::name).filter(name ->
                    !names.contains(name)).findFirst().orElseThrow();
            throw new ModelRefusedException(at(folder) + "input '" + missing + "' of the ONNX file is not in the configuration");
        }
        return chosen;
    }

    /** Outputs without the batch dimension; config.pbtxt may leave some out, which are then not served. */
    static List<TensorSpec> outputs(Path folder, ModelConfig config, OnnxSession session, boolean batched) throws ModelRefusedException {
        List<TensorSpec> written = new ArrayList<>();
        for (ModelOutput output : config.getOutputList()) {
            written.add(spec(folder, "output", output.getName(), output.getDataType(), output.getDimsList()));
        }
        return compare(folder, "output", written, rowsApart(folder, "output", session.outputs(), batched));
    }

    static List<ModelInput> inputConfigs(List<TensorSpec> inputs) {
        return inputs.stream().map(spec -> ModelInput.newBuilder().setName(spec.name()).setDataType(spec.type().configName())
                .addAllDims(spec.dims()).build()).toList();
    }

    static List<ModelOutput> outputConfigs(List<TensorSpec> outputs, ModelConfig written) {
        return outputs.stream().map(spec -> ModelOutput.newBuilder().setName(spec.name()).setDataType(spec.type().configName())
                .addAllDims(spec.dims())
                .setLabelFilename(written.getOutputList().stream().filter(output -> output.getName().equals(spec.name()))
                        .map(ModelOutput::getLabelFilename).findFirst().orElse(""))
                .build()).toList();
    }

    private static TensorSpec spec(Path folder, String kind, String name, DataType type, List<Long> dims) throws ModelRefusedException {
        ElementType element = Arrays.stream(ElementType.values()).filter(candidate -> candidate.configName() == type).findFirst()
                .orElseThrow(() -> new ModelRefusedException(at(folder) + kind + " '" + name + "' has the data_type " + type));
        return new TensorSpec(name, element, dims);
    }

    private static List<TensorSpec> rowsApart(Path folder, String kind, List<TensorSpec> specs, boolean batched)
            throws ModelRefusedException {
        List<TensorSpec> rows = new ArrayList<>();
        for (TensorSpec spec : specs) {
            if (!batched) {
                rows.add(spec);
            } else if (spec.dims().isEmpty() || spec.dims().getFirst() >= 0) {
                throw new ModelRefusedException(at(folder) + "max_batch_size is above 0 but the first dimension of " + kind + " '"
                        + spec.name() + "' is not free in the ONNX file: its shape is " + spec.dims());
            } else {
                rows.add(new TensorSpec(spec.name(), spec.type(), spec.dims().subList(1, spec.dims().size())));
            }
        }
        return rows;
    }

    private static List<TensorSpec> compare(Path folder, String kind, List<TensorSpec> written, List<TensorSpec> found)
            throws ModelRefusedException {
        if (written.isEmpty()) {
            return found;
        }
        List<String> seen = new ArrayList<>();
        List<TensorSpec> agreed = new ArrayList<>();
        for (TensorSpec spec : written) {
            String what = at(folder) + kind + " '" + spec.name() + "' ";
            TensorSpec there = found.stream().filter(candidate -> candidate.name().equals(spec.name())).findFirst()
                    .orElseThrow(() -> new ModelRefusedException(what + "is not in the ONNX file, which has "
                            + found.stream().map(TensorSpec::name).toList()));
            if (seen.contains(spec.name())) {
                throw new ModelRefusedException(what + "is there twice");
            }
            seen.add(spec.name());
            if (spec.type() != there.type()) {
                throw new ModelRefusedException(what + "is " + spec.type().configName() + " but the ONNX file says "
                        + there.type().configName());
            }
            TensorSpec shaped = spec.dims().isEmpty() ? there : spec;
            if (!fits(shaped.dims(), there.dims())) {
                throw new ModelRefusedException(what + "has dims " + spec.dims() + " but the ONNX file says " + there.dims()
                        + " (batch dimension apart)");
            }
            agreed.add(shaped);
        }
        return agreed;
    }

    private static boolean fits(List<Long> written, List<Long> found) {
        boolean fits = written.size() == found.size();
        for (int i = 0; fits && i < written.size(); i++) {
            fits = written.get(i) >= -1 && (found.get(i) < 0 || found.get(i).equals(written.get(i)));
        }
        return fits;
    }

    private static String at(Path folder) {
        return folder.getFileName() + "/" + ConfigFile.NAME + ": ";
    }
}
