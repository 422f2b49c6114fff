package io.outrigger.perf.models;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The networks that are measured. Their weights are by chance and their answers mean nothing. All but the smallest take the sample's
 * pictures.
 */
public enum Network {

    /** Next to nothing, four numbers a row: what is around a model is measured. */
    SMALLEST("smallest") {
        @Override
        byte[] onnx() {
            return dense(new OnnxFile("smallest"), 4, 2);
        }
    },
    /** 784-1024-1024-10, 7.5 MB: batching pays on a processor. */
    MEDIUM("medium") {
        @Override
        byte[] onnx() {
            return dense(new OnnxFile("medium"), PIXELS, 1024, 1024, CLASSES);
        }
    },
    /** 784-4096-4096-4096-10, 150 MB: a row takes some milliseconds of a processor, and full calls gain much. */
    LARGE("large") {
        @Override
        byte[] onnx() {
            return dense(new OnnxFile("large"), PIXELS, 4096, 4096, 4096, CLASSES);
        }
    },
    /** ResNet-18 for small pictures, 11 million weights, 45 MB: the model is the work. */
    HEAVY("heavy") {
        @Override
        byte[] onnx() {
            return residual(new OnnxFile("heavy"));
        }
    };

    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final int CLASSES = 10;
    private static final int[] CHANNELS = {64, 128, 256, 512};

    private final String model;

    Network(String model) {
        this.model = model;
    }

    /** Its name in a model repository. */
    public String model() {
        return model;
    }

    /** The bytes of its ONNX file. */
    abstract byte[] onnx();

    /** Layer behind layer, each of all of the one before. */
    private static byte[] dense(OnnxFile file, int... sizes) {
        String last = file.node("Flatten", sizes[0] == PIXELS ? file.input(1, SIDE, SIDE) : file.input(sizes[0]));
        for (int layer = 1; layer < sizes.length; layer++) {
            last = file.node("MatMul", last, file.weights(sizes[layer - 1], sizes[layer - 1], sizes[layer]));
            last = file.node(layer == sizes.length - 1 ? "Softmax" : "Relu", last);
        }
        file.output(last, "probabilities", sizes[sizes.length - 1]);
        return file.bytes();
    }

    /**
     * He et al., Deep Residual Learning for Image Recognition (2015), with the first layer that is usual for small pictures, and without
     * normalisation, which inference folds into the weights.
     */
    private static byte[] residual(OnnxFile file) {
        String last = file.node("Relu", convolution(file, file.input(1, SIDE, SIDE), 1, CHANNELS[0], 3, 1));
        int channels = CHANNELS[0];
        for (int next : CHANNELS) {
            for (int block = 0; block < 2; block++) {
                int stride = next != channels ? 2 : 1;
                String through = file.node("Relu", convolution(file, last, channels, next, 3, stride));
                through = convolution(file, through, next, next, 3, 1);
                String past = stride == 1 ? last : convolution(file, last, channels, next, 1, stride);
                last = file.node("Relu", file.node("Add", through, past));
                channels = next;
            }
        }
        last = file.node("Flatten", file.node("GlobalAveragePool", last));
        last = file.node("Softmax", file.node("MatMul", last, file.weights(channels, channels, CLASSES)));
        file.output(last, "probabilities", CLASSES);
        return file.bytes();
    }

    private static String convolution(OnnxFile file, String from, int channels, int next, int side, long stride) {
        long edge = side / 2;
        return file.node("Conv", List.of(from, file.weights(channels * side * side, next, channels, side, side)),
                Map.of("strides", List.of(stride, stride), "pads", List.of(edge, edge, edge, edge)));
    }

    public static Network ofName(String name) {
        return Arrays.stream(values()).filter(network -> network.model.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no network '" + name + "' here."));
    }
}
