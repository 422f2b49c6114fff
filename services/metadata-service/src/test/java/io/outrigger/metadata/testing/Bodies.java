package io.outrigger.metadata.testing;

/** Bodies of what is sent to the registry. */
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
        return """
                {"name":"%s",%s}""".formatted(name, versionFields(version, 4));
    }

    /** A registration with more fields, as JSON text without braces. */
    public static String model(String name, String version, String moreFields) {
        return """
                {"name":"%s",%s,%s}""".formatted(name, versionFields(version, 4), moreFields);
    }

    /** A registration whose signature the model server is asked for. */
    public static String servedAt(String endpoint, String name, String version) {
        return """
                {"name":"%s","version":"%s","framework":"onnx","endpoint":"%s"}""".formatted(name, version, endpoint);
    }

    /** What an alias points at. */
    public static String pointingAt(String version) {
        return """
                {"version":"%s"}""".formatted(version);
    }

    /** The same as a number. */
    public static String pointingAt(long version) {
        return """
                {"version":%d}""".formatted(version);
    }

    public static String fleet(String address) {
        return """
                {"address":"%s"}""".formatted(address);
    }

    /** A fleet whose versions the mesh tells apart. */
    public static String meshFleet(String address) {
        return """
                {"address":"%s","mesh":true}""".formatted(address);
    }

    /** A change of a model's description. */
    public static String description(String text) {
        return """
                {"description":"%s"}""".formatted(text);
    }

    /** The fleets of a registration, a field without braces. */
    public static String onFleet(String fleet) {
        return """
                "fleets":["%s"]""".formatted(fleet);
    }

    /** Another field of a registration, without braces. */
    public static String field(String name, String text) {
        return """
                "%s":"%s"\
                """.formatted(name, text);
    }

    private static String versionFields(String version, int width) {
        return """
                "version":"%s","framework":"onnx","signature":{"max_batch_size":8,
                 "inputs":[{"name":"x","datatype":"FP32","shape":[-1,%d]}],
                 "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}]}""".formatted(version, width);
    }
}
