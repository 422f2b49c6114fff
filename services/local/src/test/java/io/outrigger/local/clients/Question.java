package io.outrigger.local.clients;

import io.outrigger.local.Digits;
import io.outrigger.local.PlatformAccess;
import io.outrigger.local.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The picture of a 7 that every client asks about, in the forms that they read. */
final class Question {
    private static final float[] PIXELS = Digits.pixels(Repository.bytes(Repository.PICTURES.resolve("7-1.png")));

    private Question() {
    }

    /** The environment of a client's script: whom to ask, with which token, and the pixels as a file of little-endian floats. */
    static Map<String, String> environment(Target target, PlatformAccess access, Path folder) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("TARGET_URL", target.url(access), "TARGET_GRPC", target.grpc(access),
                "TOKEN", target.token(access), "PYTHONDONTWRITEBYTECODE", "1"));
        environment.put("PIXELS_FILE", Files.write(folder.resolve("pixels"), raw()).toString());
        environment.put("QUESTION_FILE", Files.writeString(folder.resolve("question.json"), grpcJson()).toString());
        environment.put("PROTO_FOLDER", Repository.ROOT.resolve("proto/src/main/proto").toString());
        return environment;
    }

    /** A body of the Open Inference Protocol over HTTP. */
    static String restJson() {
        return """
                {"inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":%s}]}""".formatted(Arrays.toString(PIXELS));
    }

    /** A ModelInferRequest in protobuf's JSON. */
    private static String grpcJson() {
        return """
                {"model_name": "sample-classifier", "model_version": "2", "id": "7",
                 "inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 1, 28, 28]}], "outputs": [{"name": "probabilities"}],
                 "raw_input_contents": ["%s"]}""".formatted(Base64.getEncoder().encodeToString(raw()));
    }

    private static byte[] raw() {
        ByteBuffer raw = ByteBuffer.allocate(PIXELS.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(PIXELS);
        return raw.array();
    }

    /** The digit that raw FP32 scores stand for. */
    static int digit(byte[] scores) {
        float[] floats = new float[scores.length / Float.BYTES];
        ByteBuffer.wrap(scores).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return digit(floats);
    }

    static int digit(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
