package io.outrigger.intake.answer;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.TypedContents;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import io.outrigger.registry.ClassificationAdapter;
import io.outrigger.registry.ClassificationAdapter.Activation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A label and its score.
 *
 * @param score a probability where the model gives probabilities, or the adapter says softmax
 */
public record ScoredLabel(String label, double score) {

    /** The labels of an answer, best first; none where the answer is not one row of scores with a label each. */
    static List<ScoredLabel> of(ModelInferResponse answer, ClassificationAdapter adapter, int labelsMax) {
        for (int i = 0; i < answer.getOutputsCount(); i++) {
            if (answer.getOutputs(i).getName().equals(adapter.tensor())) {
                double[] scores = scores(answer, i);
                return scores.length == adapter.labels().size() ? best(scores, adapter, labelsMax) : List.of();
            }
        }
        return List.of();
    }

    private static List<ScoredLabel> best(double[] scores, ClassificationAdapter adapter, int labelsMax) {
        double[] shown = adapter.activation() == Activation.SOFTMAX ? softmax(scores) : scores;
        return IntStream.range(0, shown.length)
                .filter(index -> Double.isFinite(shown[index]))
                .mapToObj(index -> new ScoredLabel(adapter.labels().get(index), shown[index]))
                .sorted(Comparator.comparingDouble(ScoredLabel::score).reversed())
                .limit(labelsMax)
                .toList();
    }

    /** The output's values, or none where it holds no floating-point numbers. */
    private static double[] scores(ModelInferResponse answer, int index) {
        InferOutputTensor output = answer.getOutputs(index);
        Datatype datatype = Datatype.ofName(output.getDatatype()).orElse(Datatype.BYTES);
        if (datatype.kind() != Datatype.Kind.FLOATING) {
            return new double[0];
        }
        ByteBuffer raw = (answer.getRawOutputContentsCount() > index
                ? answer.getRawOutputContents(index)
                : TypedContents.toRaw(output.getName(), output.getShapeList(), datatype, output.getContents()))
                .asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        double[] scores = new double[raw.remaining() / datatype.bytes()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = switch (datatype) {
                case FP64 -> raw.getDouble();
                case FP16 -> Float.float16ToFloat(raw.getShort());
                case BF16 -> Float.intBitsToFloat(raw.getShort() << Short.SIZE);
                default -> raw.getFloat();
            };
        }
        return scores;
    }

    private static double[] softmax(double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double[] shares = new double[scores.length];
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            shares[i] = Math.exp(scores[i] - max);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
