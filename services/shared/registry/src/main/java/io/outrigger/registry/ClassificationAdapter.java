package io.outrigger.registry;

import java.util.List;

/**
 * How an output tensor becomes labels with scores.
 *
 * @param tensor name of the output tensor, one row of scores per picture
 * @param labels one for each class, in the order of the scores
 */
public record ClassificationAdapter(String tensor, List<String> labels, Activation activation) {

    public ClassificationAdapter {
        labels = List.copyOf(labels);
    }

    /** What is done to the scores before they are shown. */
    public enum Activation {
        NONE,
        SOFTMAX
    }
}
