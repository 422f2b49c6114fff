package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.modelserver.runtime.ModelTensor;
import io.outrigger.modelserver.runtime.OnnxFile;
import io.outrigger.modelserver.runtime.OnnxSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a model's file says about its rows: whether requests may be put together, row below row, and the answer taken apart again.
 *
 * <p>Here the file speaks; whether it is right is found out by running, see {@code JoinTrial}.
 *
 * @param joining whether nothing speaks against it
 * @param note    what people should know about it
 */
record RowRule(boolean joining, Optional<String> note) {

    private static final RowRule FREE = new RowRule(true, Optional.empty());

    /** Symbols that exporters make up, a new one for each tensor: tf2onnx and Keras, torch's {@code dynamic_axes}, torch's inference. */
    private static final Pattern MADE_UP =
            Pattern.compile("unk__\\d+|unknown_?\\d*|.+_dynamic_axes_\\d+|[A-Z][A-Za-z]+.*_dim_\\d+|\\?|None|-1");

    private record First(String tensor, String symbol) {
    }

    /**
     * @param inputs  those of the file
     * @param outputs those of the file that are served
     * @param place   stands before a complaint
     */
    static RowRule of(String place, OnnxSession session, List<ModelTensor> inputs, List<ModelTensor> outputs, int rowsMax)
            throws ModelRefusedException {
        Optional<String> contradiction = contradiction(session, inputs, outputs);
        if (rowsMax > 0 && contradiction.isPresent()) {
            throw new ModelRefusedException(place + "max_batch_size is " + rowsMax + " but " + contradiction.get()
                    + ". Without max_batch_size the model is served request by request");
        }
        Optional<String> byValue = byValue(session, outputs);
        if (rowsMax == 0) {
            boolean possible = contradiction.isEmpty() && byValue.isEmpty() && Stream.concat(inputs.stream(), outputs.stream())
                    .allMatch(spec -> !spec.dims().isEmpty() && spec.dims().getFirst() < 0);
            return new RowRule(false, possible ? Optional.of("not batched: each request is a run of its own. If the first dimension "
                    + "of its tensors counts rows that do not depend on one another, max_batch_size in its config.pbtxt would allow it")
                    : Optional.empty());
        }
        return byValue.or(() -> mixed(session, outputs)).map(reason -> "requests are never joined: " + reason)
                .map(note -> new RowRule(false, Optional.of(note))).orElse(FREE);
    }

    private static Optional<String> contradiction(OnnxSession session, List<ModelTensor> inputs, List<ModelTensor> outputs) {
        List<First> named = Stream.concat(inputs.stream().map(spec -> first(session, "input", spec)),
                outputs.stream().map(spec -> first(session, "output", spec))).flatMap(Optional::stream).toList();
        return named.stream().filter(first -> !first.symbol().equals(named.getFirst().symbol())).findFirst()
                .map(other -> "the ONNX file names the first dimension of " + named.getFirst().tensor() + " "
                        + Quote.of(named.getFirst().symbol()) + " and that of " + other.tensor() + " "
                        + Quote.of(other.symbol()) + ", so rows out are not rows in");
    }

    private static Optional<First> first(OnnxSession session, String kind, ModelTensor spec) {
        return session.rowSymbol(spec.name()).filter(symbol -> !MADE_UP.matcher(symbol).matches())
                .map(symbol -> new First(kind + " " + Quote.of(spec.name()), symbol));
    }

    private static Optional<String> byValue(OnnxSession session, List<ModelTensor> outputs) {
        if (session.file().isEmpty()) {
            return Optional.of("the operators of its file cannot be read");
        }
        OnnxFile file = session.file().get();
        Map<String, String> found = file.outputsShapedByValue();
        return outputs.stream().map(ModelTensor::name).filter(found::containsKey).findFirst()
                .map(output -> "the shape of output " + Quote.of(output) + " follows from the values given (operator "
                        + Quote.bare(found.get(output)) + ")");
    }

    private static Optional<String> mixed(OnnxSession session, List<ModelTensor> outputs) {
        Map<String, String> found = session.file().orElseThrow().outputsOfMixedRows();
        return outputs.stream().map(ModelTensor::name).filter(found::containsKey).findFirst()
                .map(output -> "each row of output " + Quote.of(output) + " is made of several rows given (operator "
                        + Quote.bare(found.get(output)) + ")");
    }
}
