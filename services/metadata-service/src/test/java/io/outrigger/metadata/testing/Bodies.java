package io.outrigger.metadata.testing;

/** Bodies of registrations. */
public final class Bodies {

    private Bodies() {
    }

    /** A version with a signature of its own, so that no model server is asked. */
    public static String version(String version) {
        return version(version, 4);
    }

    /** The same with another width, for a signature that differs. */
    public static String version(String version, int width) {
        return "{" + versionFields(version, width) + "}";
    }

    public static String model(String name, String version) {
        return "{\"name\":\"" + name + "\"," + versionFields(version, 4) + "}";
    }

    /** A registration with more fields, as JSON text without braces. */
    public static String model(String name, String version, String moreFields) {
        return "{\"name\":\"" + name + "\"," + versionFields(version, 4) + "," + moreFields + "}";
    }

    private static String versionFields(String version, int width) {
        return """
                "version":"%s","framework":"onnx","signature":{"max_batch_size":8,
                 "inputs":[{"name":"x","datatype":"FP32","shape":[-1,%d]}],
                 "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}]}""".formatted(version, width);
    }
}
