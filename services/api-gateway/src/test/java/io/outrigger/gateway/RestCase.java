package io.outrigger.gateway;

import io.outrigger.gateway.testing.GatewayExtension;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** One bad request and what must come of it. */
final class RestCase {

    /** A good tensor of the model "plain", and the other that it takes. */
    static final String A = tensor("a", "[1,4]", "FP32", "[1,2,3,4]");
    static final String B = tensor("b", "[1,2]", "INT64", "[5,6]");
    static final String BINARY_A = """
            {"name":"a","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}}""";

    private final String name;
    private final String path;
    private final String body;
    private final int status;
    private final String code;
    private final String fragment;
    private final Map<String, String> headers = new LinkedHashMap<>(Map.of("content-type", "application/json"));
    private String method;
    private String scopes = "infer";

    RestCase(String name, String method, String path, String body, int status, String code, String fragment) {
        this.name = name;
        this.method = method;
        this.path = path;
        this.body = body;
        this.status = status;
        this.code = code;
        this.fragment = fragment;
    }

    /** Bodies of /v1/infer, one a line: name, body, status, code and fragment, with bars between them. */
    static Stream<RestCase> inferences(String table) {
        return cells(table).map(row -> infer(row[0], row[1], Integer.parseInt(row[2]), row[3], row[4]));
    }

    /** Calls of the repository with a field too many, one a line: name, path, body and fragment, with bars between them. */
    static Stream<RestCase> repositoryCalls(String table) {
        return cells(table).map(row ->
                new RestCase(row[0], "POST", "/v2/repository/" + row[1], row[2], 400, "invalid_field", row[3]).token("admin"));
    }

    private static Stream<String[]> cells(String table) {
        return table.lines().map(line -> line.strip().split("\\s*\\|\\s*", -1));
    }

    static RestCase infer(String name, String body, int status, String code, String fragment) {
        return new RestCase(name, "POST", "/v1/infer", body, status, code, fragment);
    }

    static RestCase v2(String name, String model, String body, int status, String code, String fragment) {
        return new RestCase("v2: " + name, "POST", "/v2/models/" + model + "/infer", body, status, code, fragment);
    }

    static RestCase tensors(String name, String tensors, int status, String code, String fragment) {
        return infer("tensors: " + name, """
                {"model":"plain","input":{"tensors":[%s]}}""".formatted(tensors), status, code, fragment);
    }

    static RestCase image(String name, String version, String base64, int status, String code, String fragment) {
        String chosen = version == null ? "" : """
                "version":"%s",""".formatted(version);
        return infer("image: " + name, """
                {"model":"sample-classifier",%s"input":{"image":"%s"}}""".formatted(chosen, base64.replace("\n", "\\n")),
                status, code, fragment);
    }

    /** Both tensors, the first with another shape and other data. */
    static String shaped(String shape, String data) {
        return tensor("a", shape, "FP32", data) + "," + B;
    }

    static String tensor(String name, String shape, String datatype, String data) {
        return """
                {"name":"%s","shape":%s,"datatype":"%s","data":%s}""".formatted(name, shape, datatype, data);
    }

    /** A good body of /v1/infer but for what it begins with, which is fields with a comma behind each. */
    static String inference(String fields) {
        return """
                {%s"model":"plain","input":{"tensors":[%s,%s]}}""".formatted(fields, A, B);
    }

    /** The same of the open protocol. */
    static String v2Inference(String fields) {
        return """
                {%s"inputs":[%s,%s]}""".formatted(fields, A, B);
    }

    RestCase with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    RestCase method(String other) {
        method = other;
        return this;
    }

    RestCase token(String other) {
        scopes = other;
        return this;
    }

    HttpRequest request(GatewayExtension gateway) {
        HttpRequest.Builder request = gateway.request(path, gateway.tokens().with(scopes));
        headers.forEach(request::header);
        return request.method(method, HttpRequest.BodyPublishers.ofString(body)).build();
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String fragment() {
        return fragment;
    }

    @Override
    public String toString() {
        return name;
    }

    /** A PNG whose header claims a size, with nothing behind it. */
    static byte[] pngHeader(int width, int height) {
        return ByteBuffer.allocate(8 + 25 + 12)
                .putLong(0x89504e470d0a1a0aL).putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height)
                .put((byte) 8).put(new byte[4]).putInt(0).putInt(0).put("IEND".getBytes(StandardCharsets.US_ASCII)).putInt(0).array();
    }

    static byte[] pngWithChunkOf(int length) {
        byte[] header = pngHeader(28, 28);
        ByteBuffer.wrap(header).putInt(33, length);
        return header;
    }

    static byte[] jpegHeader(int width, int height, int components) {
        int length = 8 + 3 * components;
        return ByteBuffer.allocate(4 + length + 2)
                .putInt(0xffd8ffc0).putShort((short) length).put((byte) 8).putShort((short) height).putShort((short) width)
                .put((byte) components).put(new byte[3 * components]).putShort((short) 0xffd9).array();
    }
}
