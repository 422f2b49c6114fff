package io.outrigger.perf.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.perf.load.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** One row of the medium model as JSON: the numbers are the same texts in all forms. */
enum RestForm {
    /** What a framework takes whose users say themselves what their service is sent. */
    PLAIN("/predict", """
            {"input":[[%3$s]]}"""),
    OPEN_INFERENCE("/v2/models/medium/infer", """
            {"inputs":[{"name":"input","shape":[1,1,%d,%d],"datatype":"FP32","data":[%s]}]}""");

    /** The model's classes. */
    static final int CLASSES = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String path;
    private final String body;

    RestForm(String path, String body) {
        this.path = path;
        this.body = body;
    }

    String path() {
        return path;
    }

    String body(Picture picture) {
        FloatBuffer pixels = ByteBuffer.wrap(picture.tensor()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        String numbers = IntStream.range(0, pixels.limit()).mapToObj(i -> Float.toString(pixels.get(i))).collect(Collectors.joining(","));
        return body.formatted(picture.height(), picture.width(), numbers);
    }

    /** The probabilities, wherever they are in the answer. */
    static double[] probabilities(String answer) throws IOException {
        return classes(JSON.readTree(answer)).orElseThrow(() -> new IOException("no " + CLASSES + " numbers in the answer " + answer));
    }

    private static Optional<double[]> classes(JsonNode node) {
        if (node.isArray() && node.size() == CLASSES && node.get(0).isNumber()) {
            return Optional.of(StreamSupport.stream(node.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray());
        }
        return StreamSupport.stream(node.spliterator(), false).flatMap(child -> classes(child).stream()).findFirst();
    }
}
