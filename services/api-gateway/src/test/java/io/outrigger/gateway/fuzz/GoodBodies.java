package io.outrigger.gateway.fuzz;

import io.outrigger.testing.SamplePictures;
import java.util.List;
import java.util.Map;

/** Bodies as they should be, of which bad ones are made. */
final class GoodBodies {

    private static final String TENSORS = """
            [{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},{"name":"b","shape":[1,2],"datatype":"INT64","data":[5,6]},
             {"name":"text","shape":[1,1],"datatype":"BYTES","data":["x"]}]""";
    private static final String ROW = """
            {"custom_id":"1","input":{"tensors":%s},"metadata":{"a":1}}""".formatted(TENSORS);
    private static final String TERMS = """
            "completion_window":"24h","metadata":{"team":"a"},"output_expires_after":{"anchor":"created_at","seconds":3600},"model":"plain",
            "version":"v1","priority":"low","error_budget":5.5,"concurrency":2,"webhook":{"url":"https://hooks.test/"}""";
    private static final String LIMITS = """
            {"requests_per_minute":100,"burst":10,"rows_per_minute":1000}""";
    private static final String INFER = """
            {"model":"plain","version":"v1","id":"7","input":{"tensors":%s}}""".formatted(TENSORS);
    private static final String PICTURE = """
            {"model":"sample-classifier","version":1,"input":{"image":"%s"}}""".formatted(SamplePictures.base64("3-1.png"));
    private static final String OPEN_INFERENCE = """
            {"id":"7","model_name":"plain","model_version":"1","parameters":{"timeout":1000000,"x":true},"inputs":%s,
             "outputs":[{"name":"sum","parameters":{"binary_data":false}}]}""".formatted(TENSORS);
    private static final List<String> LOAD = List.of("""
            {"parameters":{"unload_dependents":false}}""");

    private static final Map<String, List<String>> BY_PATH = Map.ofEntries(
            Map.entry("/v1/infer", List.of(INFER, PICTURE)),
            Map.entry("/v2/models/{model}/infer", List.of(OPEN_INFERENCE)),
            Map.entry("/v2/models/{model}/versions/{version}/infer", List.of(OPEN_INFERENCE)),
            Map.entry("/v2/repository/index", List.of("""
                    {"ready":true}""")),
            Map.entry("/v2/repository/models/{model}/load", LOAD),
            Map.entry("/v2/repository/models/{model}/unload", LOAD),
            Map.entry("/v1/batch", List.of("""
                    {"inputs":[%s,%s],%s}""".formatted(ROW, ROW, TERMS), """
                    {"input_uri":"s3://bucket/rows.jsonl",%s}""".formatted(TERMS))),
            Map.entry("/v1/batches", List.of("""
                    {"input_file_id":"%s","endpoint":"/v1/infer",%s}""".formatted(FuzzedGateway.FILE, TERMS))),
            Map.entry("/v1/keys", List.of("""
                    {"name":"ci","scopes":["infer","batch"],"models":["plain"],"tenant":"acme","limits":%s,"expires_in_s":3600}"""
                    .formatted(LIMITS))),
            Map.entry("/v1/keys/{id}/rotate", List.of("""
                    {"overlap_s":60}""")),
            Map.entry("/v1/limits/tenants/{tenant}", List.of(LIMITS)),
            Map.entry("/v1/limits/models/{model}", List.of(LIMITS)));

    private GoodBodies() {
    }

    /** Of an address that nobody has written one for, one of another. */
    static List<String> of(RestEntry entry) {
        return BY_PATH.getOrDefault(entry.path(), List.of(INFER, LIMITS));
    }

    /** The JSON of a request with its tensors behind it, and those. */
    static String binaryHead() {
        return """
                {"inputs":[{"name":"a","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}},
                 {"name":"b","shape":[1,2],"datatype":"INT64","parameters":{"binary_data_size":16}}],
                 "outputs":[{"name":"sum","parameters":{"binary_data":true}}]}""";
    }

    static byte[] binaryTail() {
        return new byte[32];
    }
}
