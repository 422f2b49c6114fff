package io.outrigger.perf.study;

import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Numbers that were measured, one after the other. For one thread. */
public final class Samples {

    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public int count() {
        return values.size();
    }

    public double median() {
        return quantile(0.5);
    }

    public double quantile(double share) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }

    public double least() {
        return quantile(0);
    }

    public double most() {
        return quantile(1);
    }

    public static double seconds(Timestamp time) {
        return time.getSeconds() + time.getNanos() / 1e9;
    }
}
