package io.outrigger.cli.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a replay has shown, gathered row by row. A row that failed is one that differs. */
final class ReplayReport {

    private static final int CHANGES_MAX = 10;

    /** What was found of one output. */
    static final class OutputCount {
        private long differing;
        private long incomparable;
        private double largest;

        long differing() {
            return differing;
        }

        long incomparable() {
            return incomparable;
        }

        double largest() {
            return largest;
        }
    }

    /** A label that became another one, in so many rows. */
    record LabelChange(String from, String to, long rows) {
    }

    private final Map<String, OutputCount> outputs = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> changes = new TreeMap<>();
    private long compared;
    private long differing;
    private long failed;
    private long labelled;
    private long relabelled;
    private long same;
    private long unanswered;

    void add(RowDifference row) {
        compared++;
        differing += row.differs() ? 1 : 0;
        labelled += row.hasLabel() ? 1 : 0;
        if (row.labelChanged()) {
            relabelled++;
            changes.computeIfAbsent(row.expectedLabel(), from -> new TreeMap<>()).merge(row.foundLabel(), 1L, Long::sum);
        }
        row.outputs().forEach((name, difference) -> {
            OutputCount count = outputs.computeIfAbsent(name, other -> new OutputCount());
            count.differing += difference.differs() ? 1 : 0;
            count.incomparable += difference.comparable() ? 0 : 1;
            count.largest = Math.max(count.largest, difference.largest());
        });
    }

    /** The version could not answer a row that was answered before. */
    void failed() {
        compared++;
        differing++;
        failed++;
    }

    /** The version itself had answered the captured request. */
    void answeredByItself() {
        same++;
    }

    /** There is nothing to compare a row with. */
    void unanswered() {
        unanswered++;
    }

    long compared() {
        return compared;
    }

    long differing() {
        return differing;
    }

    long failures() {
        return failed;
    }

    long labelled() {
        return labelled;
    }

    long relabelled() {
        return relabelled;
    }

    long skipped() {
        return same + unanswered;
    }

    double shareDiffering() {
        return share(differing, compared);
    }

    double shareRelabelled() {
        return share(relabelled, labelled);
    }

    Map<String, OutputCount> outputs() {
        return outputs;
    }

    /** The most frequent first. */
    List<LabelChange> changes() {
        return changes.entrySet().stream()
                .flatMap(from -> from.getValue().entrySet().stream().map(to -> new LabelChange(from.getKey(), to.getKey(), to.getValue())))
                .sorted(Comparator.comparingLong(LabelChange::rows).reversed()).limit(CHANGES_MAX).toList();
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("rows").put("compared", compared).put("differing", differing).put("share_differing", shareDiffering())
                .put("failed", failed).put("answered_by_itself", same).put("without_answer", unanswered);
        ObjectNode labels = json.putObject("labels").put("compared", labelled).put("changed", relabelled)
                .put("share_changed", shareRelabelled());
        changes().forEach(change -> labels.withArray("changes").addObject()
                .put("from", change.from()).put("to", change.to()).put("rows", change.rows()));
        outputs.forEach((name, count) -> json.withArray("outputs").addObject().put("name", name)
                .put("differing", count.differing).put("incomparable", count.incomparable).put("largest_difference", count.largest));
        return json;
    }
}
