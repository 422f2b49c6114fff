package io.outrigger.perf.jobs;

import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Numbers that were measured, one after the other. For one thread. */
final class Samples {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    int count() {
        return values.size();
    }

    double median() {
        return quantile(0.5);
    }

    double quantile(double share) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }

    double least() {
        return quantile(0);
    }

    double most() {
        return quantile(1);
    }

    static double seconds(Timestamp time) {
        return time.getSeconds() + time.getNanos() / 1e9;
    }
}
