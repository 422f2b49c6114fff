package io.outrigger.gateway;

import static io.outrigger.gateway.RestCase.A;
import static io.outrigger.gateway.RestCase.B;
import static io.outrigger.gateway.RestCase.BINARY_A;
import static io.outrigger.gateway.RestCase.image;
import static io.outrigger.gateway.RestCase.infer;
import static io.outrigger.gateway.RestCase.inference;
import static io.outrigger.gateway.RestCase.shaped;
import static io.outrigger.gateway.RestCase.tensor;
import static io.outrigger.gateway.RestCase.tensors;
import static io.outrigger.gateway.RestCase.v2;
import static io.outrigger.gateway.RestCase.v2Inference;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.testing.SamplePictures;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad REST requests: each is refused with its code and a sentence that names the problem, and none reaches the router. */
class MalformedRestIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD_PICTURE = SamplePictures.base64("3-1.png");

    static Stream<RestCase> bodies() {
        return RestCase.inferences("""
                empty body              |                                                     | 400 | invalid_json | empty
                not JSON                | hello                                               | 400 | invalid_json | not JSON
                an array                | []                                                  | 400 | invalid_json | object
                a string                | "x"                                                 | 400 | invalid_json | object
                cut short               | {"model":"plain"                                    | 400 | invalid_json | not JSON
                trailing garbage        | {"model":"plain","input":{"tensors":[%2$s]}} x      | 400 | invalid_json | not JSON
                two documents           | {"model":"plain","input":{"tensors":[%2$s]}}{}      | 400 | invalid_json | follows
                duplicate key           | {"model":"plain","model":"split"}                   | 400 | invalid_json | uplicate
                too deep                | {"x":%3$s                                           | 400 | invalid_field | 'x'
                single quotes           | {'model':'plain'}                                   | 400 | invalid_json | not JSON
                a comment               | {/* */"model":"plain"}                              | 400 | invalid_json | not JSON
                two byte order marks    | \ufeff\ufeff{}                                      | 400 | invalid_json | UTF-8
                a byte order mark       | \ufeff{}                                            | 400 | missing_field | model
                an empty object         | {}                                                  | 400 | missing_field | model
                no model                | {"input":{"image":"%1$s"}}                          | 400 | missing_field | model
                no input                | {"model":"plain"}                                   | 400 | missing_field | input
                an empty input          | {"model":"plain","input":{}}                        | 400 | missing_field | input.image
                both inputs             | {"model":"plain","input":{"image":"","tensors":[]}} | 400 | invalid_field | both
                input is a list         | {"model":"plain","input":[]}                        | 400 | invalid_field | input
                input is null           | {"model":"plain","input":null}                      | 400 | invalid_field | null
                model is a number       | {"model":7,"input":{}}                              | 400 | invalid_field | model
                model is empty          | {"model":"","input":{}}                             | 400 | invalid_field | model
                version is a flag       | {"model":"plain","version":true}                    | 400 | invalid_field | version
                model is null           | {"model":null,"input":{}}                           | 400 | invalid_field | model
                id is a number          | {"model":"plain","id":7}                            | 400 | invalid_field | id
                id is long              | {"model":"plain","id":"%4$s"}                       | 400 | invalid_field | id
                unknown field           | {"model":"plain","inputs":{}}                       | 400 | invalid_field | 'inputs'
                unknown field in input  | {"model":"plain","input":{"picture":""}}            | 400 | invalid_field | 'picture'
                unknown model           | {"model":"ghost","input":{"image":"%1$s"}}          | 404 | model_not_found | ghost
                a model of two lines    | {"model":"a\\r\\nX: y","input":{"image":"%1$s"}}    | 404 | model_not_found | a??X
                a model without adapter | {"model":"plain","input":{"image":"%1$s"}} | 400 | image_not_supported | takes no pictures
                image is a list         | {"model":"sample-classifier","input":{"image":[1,2]}} | 400 | invalid_field | input.image
                image is null | {"model":"sample-classifier","input":{"image":null,"tensors":null}} | 400 | missing_field | input.image
                tensors are an object   | {"model":"plain","input":{"tensors":{}}}            | 400 | invalid_field | array
                a tensor is a number    | {"model":"plain","input":{"tensors":[1]}}           | 400 | invalid_field | object
                """.formatted(GOOD_PICTURE, A + "," + B, "[".repeat(100), "x".repeat(1025)));
    }

    static Stream<RestCase> versions() {
        return Stream.of(
                image("unknown version", "v9", GOOD_PICTURE, 404, "version_not_found", "v9"),
                image("unknown alias", "nightly", GOOD_PICTURE, 404, "version_not_found", "nightly"),
                image("version with leading zero", "v01", GOOD_PICTURE, 400, "invalid_version", "v01"),
                image("version 0", "0", GOOD_PICTURE, 400, "invalid_version", "0"),
                image("version too large", "99999999999999999999", GOOD_PICTURE, 400, "invalid_version", "9999"),
                image("version that is no name", "../1", GOOD_PICTURE, 400, "invalid_version", "../1"));
    }

    static Stream<RestCase> pictures() {
        byte[] good = Base64.getDecoder().decode(GOOD_PICTURE);
        return Stream.of(
                image("cut base64", null, GOOD_PICTURE.substring(0, 101), 400, "invalid_base64", "cut short"),
                image("wrong alphabet", null, "QU*D", 400, "invalid_base64", "input.image is not base64: it has '*' at character 2"),
                image("a '+' that became a blank", null, "iVBO Rw0K", 400, "invalid_base64", "a blank at character 4"),
                image("data URL of another encoding", null, "data:image/svg+xml,%3Csvg%3E", 400, "invalid_base64", "';base64'"),
                image("an address", null, "https://example.org/a.png", 400, "invalid_base64", "':' at character 5"),
                image("unpadded text", null, "QUJDRA", 400, "invalid_image", "PNG nor as a JPEG"),
                image("empty", null, "", 400, "invalid_image", "empty"),
                image("text", null, encoded("hello, world!".getBytes()), 400, "invalid_image", "PNG nor as a JPEG"),
                image("a GIF", null, encoded("GIF89a\1\0\1\0".getBytes()), 400, "invalid_image", "PNG nor as a JPEG"),
                image("an SVG", null, encoded("<svg xmlns='x'/>".getBytes()), 400, "invalid_image", "PNG nor as a JPEG"),
                image("a PNG's signature alone", null, encoded(java.util.Arrays.copyOf(good, 8)), 400, "invalid_image", "ends after 8"),
                image("half a PNG", null, encoded(java.util.Arrays.copyOf(good, good.length / 2)), 400, "invalid_image", "PNG"),
                image("a PNG without its end", null, encoded(java.util.Arrays.copyOf(good, good.length - 12)), 400, "invalid_image",
                        "end mark"),
                image("30,000 x 30,000", null, encoded(RestCase.pngHeader(30_000, 30_000)), 413, "image_too_large", "30000 x 30000"),
                image("2^31 wide", null, encoded(RestCase.pngHeader(Integer.MIN_VALUE, 1)), 413, "image_too_large", "2147483648"),
                image("no pixels", null, encoded(RestCase.pngHeader(0, 28)), 400, "invalid_image", "0 x 28"),
                image("a chunk that claims 4 GB", null, encoded(RestCase.pngWithChunkOf(-1)), 400, "invalid_image", "4294967295"),
                image("half a JPEG", null, encoded(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J'}), 400,
                        "invalid_image", "JPEG"),
                image("a JPEG of 65,500 x 65,500", null, encoded(RestCase.jpegHeader(65_500, 65_500, 3)), 413, "image_too_large", "65500"),
                image("a CMYK JPEG", null, encoded(RestCase.jpegHeader(28, 28, 4)), 400, "invalid_image", "CMYK"),
                image("more bytes than allowed", null, encoded(new byte[300_000]), 413, "image_too_large", "300000"));
    }

    static Stream<RestCase> tensorLists() {
        return Stream.of(
                tensors("no tensors", "", 400, "missing_tensor", "'a'"),
                tensors("one missing", A, 400, "missing_tensor", "'b'"),
                tensors("one twice", A + "," + A + "," + B, 400, "duplicate_tensor", "'a'"),
                tensors("wrong name", tensor("c", "[1,4]", "FP32", "[1,2,3,4]") + "," + B, 400, "unexpected_tensor", "'c'"),
                tensors("wrong datatype", A.replace("FP32", "FP64") + "," + B, 400, "datatype_mismatch", "'FP64'"),
                tensors("no datatype at all", A.replace("FP32", "FLOAT") + "," + B, 400, "datatype_mismatch", "'FLOAT'"),
                tensors("wrong shape", shaped("[1,3]", "[1,2,3]"), 400, "shape_mismatch", "[1,3]"),
                tensors("wrong rank", shaped("[4]", "[1,2,3,4]"), 400, "shape_mismatch", "[4]"),
                tensors("no rows", shaped("[0,4]", "[]"), 400, "shape_mismatch", "[0,4]"),
                tensors("negative dimension", shaped("[-1,4]", "[1,2,3,4]"), 400, "invalid_field", "-1"),
                tensors("overflowing shape", shaped("[1000000000000,64]", "[1]"), 400, "data_size_mismatch", "1000000000000"),
                tensors("largest shape", shaped("[9223372036854775807,64]", "[1]"), 400, "shape_mismatch", "9223372036854775807"),
                tensors("shape beyond 64 bits", shaped("[9223372036854775808,4]", "[1]"), 400, "invalid_field", "9223372036854775808"),
                tensors("a gigabyte claimed", shaped("[33554432,64]", "[1]"), 400, "data_size_mismatch", "33554432"),
                tensors("fractional dimension", shaped("[1.5,4]", "[1,2,3,4]"), 400, "invalid_field", "whole number"),
                tensors("shape is a number", shaped("4", "[1,2,3,4]"), 400, "invalid_field", "shape"),
                tensors("too few elements", shaped("[1,4]", "[1,2,3]"), 400, "data_size_mismatch", "3"),
                tensors("too many elements", shaped("[1,4]", "[1,2,3,4,5]"), 400, "data_size_mismatch", "5"),
                tensors("NaN", shaped("[1,4]", "[1,2,3,NaN]"), 400, "value_out_of_range", "NaN"),
                tensors("Infinity", shaped("[1,4]", "[1,2,3,-Infinity]"), 400, "value_out_of_range", "Infinity"),
                tensors("too large for FP32", shaped("[1,4]", "[1,2,3,1e39]"), 400, "value_out_of_range", "1e39"),
                tensors("an element of text", shaped("[1,4]", """
                        [1,2,3,"4"]"""), 400, "datatype_mismatch", "a string"),
                tensors("an element that is null", shaped("[1,4]", "[1,2,3,null]"), 400, "datatype_mismatch", "null"),
                tensors("a fraction for INT64", A + "," + B.replace("5,6", "5,6.5"), 400, "value_out_of_range", "6.5"),
                tensors("beyond INT64", A + "," + B.replace("5,6", "5,9223372036854775808"), 400, "value_out_of_range",
                        "9223372036854775808"),
                tensors("ragged", shaped("[1,4]", "[[1,2],[3,4]]"), 400, "data_size_mismatch", "nested"),
                tensors("no data", """
                        {"name":"a","shape":[1,4],"datatype":"FP32"},%s""".formatted(B), 400, "missing_field", "data"),
                tensors("no name", """
                        {"shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},%s""".formatted(B), 400, "missing_field", "name"),
                tensors("unknown field", """
                        {"name":"a","shape":[1,4],"datatype":"FP32","date":[1,2,3,4]},%s""".formatted(B), 400, "invalid_field", "'date'"),
                tensors("more rows than the model takes", tensor("a", "[9,4]", "FP32", "[" + "1,".repeat(35) + "1]") + "," + B, 400,
                        "batch_too_large", "9 rows"),
                tensors("different rows", shaped("[2,4]", "[1,2,3,4,5,6,7,8]"), 400, "shape_mismatch", "rows"),
                v2("no inputs", "plain", "{}", 400, "missing_field", "inputs"),
                v2("not JSON", "plain", "nope", 400, "invalid_json", "not JSON"),
                v2("unknown model", "ghost", v2Inference(""), 404, "model_not_found", "ghost"),
                v2("unknown version", "plain/versions/9", v2Inference(""), 404, "version_not_found", "v9"),
                v2("unknown output", "plain", v2Inference("""
                        "outputs":[{"name":"y"}],"""), 400, "unexpected_tensor", "'y'"),
                v2("unknown field", "plain", v2Inference("""
                        "input":1,"""), 400, "invalid_field", "'input'"),
                v2("shared memory", "plain", """
                        {"inputs":[{"name":"a","shape":[1,4],"datatype":"FP32","parameters":{"shared_memory_region":"x"},"data":[1,2,3,4]},
                         %s]}""".formatted(B), 400, "invalid_field", "shared memory"),
                v2("reserved parameter", "plain", v2Inference("""
                        "parameters":{"triton_x":1},"""), 400, "invalid_field", "triton_x"),
                v2("binary size without binary data", "plain", """
                        {"inputs":[%s,%s]}""".formatted(BINARY_A, B), 400, "data_size_mismatch", "16"));
    }

    static Stream<RestCase> envelopes() {
        String good = inference("");
        String goodV2 = v2Inference("");
        String notAscii = inference("""
                "id":"\u00e9",""");
        Stream<RestCase> types = Stream.of("application/json; charset=utf-16", "application/json;charset=ISO-8859-1",
                "text/plain; format=flowed; Charset=\"windows-1252\"", "application/x-www-form-urlencoded ; charset = shift_jis")
                .map(type -> infer("content type " + type, type.contains("utf-16") ? good : notAscii, 415, "unsupported_media_type",
                        "character set").with("content-type", type));
        return Stream.concat(types, Stream.of(
                infer("brotli", good, 415, "unsupported_media_type", "gzip, deflate, identity; found 'br'").with("content-encoding", "br"),
                infer("not gzip", good, 400, "malformed_request", "not gzip").with("content-encoding", "gzip"),
                infer("too large", """
                        {"model":"%s"}""".formatted("x".repeat(1 << 20)), 413, "payload_too_large", "1048576"),
                infer("timeout of words", good, 400, "invalid_header", "X-Request-Timeout-Ms").with("X-Request-Timeout-Ms", "soon"),
                infer("timeout of 0", good, 400, "invalid_header", "X-Request-Timeout-Ms").with("X-Request-Timeout-Ms", "0"),
                infer("timeout of a year", good, 400, "invalid_header", "X-Request-Timeout-Ms").with("X-Request-Timeout-Ms", "999999999"),
                infer("long sticky key", good, 400, "invalid_header", "X-Sticky-Key").with("X-Sticky-Key", "x".repeat(300)),
                v2("header length of words", "plain", goodV2, 400, "invalid_header", "'x'").with("Inference-Header-Content-Length", "x"),
                v2("negative header length", "plain", goodV2, 400, "invalid_header", "'-1'").with("Inference-Header-Content-Length", "-1"),
                v2("header length of 0", "plain", goodV2, 400, "invalid_header", "is 0").with("Inference-Header-Content-Length", "0"),
                v2("header length beyond the body", "plain", goodV2, 400, "invalid_header", "99999")
                        .with("Inference-Header-Content-Length", "99999"),
                v2("bytes that belong to nobody", "plain", goodV2 + "1234", 400, "data_size_mismatch", "4 bytes")
                        .with("Inference-Header-Content-Length", Integer.toString(goodV2.length())),
                infer("a picture's file alone", "\u0089PNG", 400, "invalid_json", "not JSON").with("content-type", "image/png"),
                infer("a form", "model=plain", 400, "invalid_json", "not JSON").with("content-type", "application/x-www-form-urlencoded"),
                infer("XML", "<infer/>", 400, "invalid_json", "not JSON").with("content-type", "text/xml"),
                v2("binary without its header", "plain", """
                        {"inputs":[%s,%s]}0123456789abcdef""".formatted(BINARY_A, B), 400, "data_size_mismatch", "16")
                        .with("content-type", "application/octet-stream"),
                v2("another model in the body", "plain", v2Inference("""
                        "model_name":"split","""), 400, "invalid_field", "'split' but its address leads to 'plain'"),
                v2("another version in the body", "plain", v2Inference("""
                        "model_version":"2","""), 400, "invalid_field", "model_version of the request is '2'"),
                v2("an alias of another version in the body", "sample-classifier", v2Inference("""
                        "model_version":"canary","""), 400, "invalid_field", "'canary' but its address leads to '1'"),
                v2("an unknown alias in the body", "plain", v2Inference("""
                        "model_version":"nobodys","""), 400, "invalid_field", "'nobodys'"),
                infer("DELETE", good, 405, "method_not_allowed", "POST").method("DELETE"),
                infer("PUT", good, 405, "method_not_allowed", "POST").method("PUT"),
                new RestCase("no such address", "POST", "/v1/nothing", good, 404, "route_not_found", "/v1/nothing"),
                new RestCase("an address with a dot segment", "POST", "/openapi/../v1/nothing", good, 400, "malformed_request", "'..'"),
                new RestCase("an address with an empty segment", "POST", "/v1//infer", good, 400, "malformed_request", "'//'"),
                new RestCase("an address with a parameter", "POST", "/v1/infer;a=b", good, 400, "malformed_request", "';'"),
                new RestCase("an address with an encoded slash", "GET", "/v2/models/a%2Fready", good, 400, "malformed_request", "'%2F'"),
                new RestCase("an address with an encoded letter", "GET", "/v1/%6Beys", good, 400, "malformed_request", "'%6B'"),
                new RestCase("POST to health", "POST", "/health", "", 405, "method_not_allowed", "GET")));
    }

    static Stream<RestCase> repositoryCalls() {
        return RestCase.repositoryCalls("""
                index with an unknown field | index               | {"x":1}                                   | 'x'
                load with a configuration   | models/plain/load   | {"parameters":{"config":"{}"}}            | 'config'
                load with a file            | models/plain/load   | {"parameters":{"file:1/model.py":"eA=="}} | model.py
                unload of dependents        | models/plain/unload | {"parameters":{"unload_dependents":true}} | unload_dependents
                unload with a list          | models/plain/unload | {"parameters":[]}                         | object
                """);
    }

    static Stream<RestCase> unservedExtensions() {
        return Stream.of("GET /v2/systemsharedmemory/status", "POST /v2/systemsharedmemory/region/mine/register",
                "POST /v2/systemsharedmemory/unregister", "GET /v2/cudasharedmemory/region/mine/status",
                "POST /v2/cudasharedmemory/region/mine/register", "GET /v2/trace/setting", "POST /v2/models/plain/trace/setting",
                "GET /v2/logging", "POST /v2/logging", "POST /v2/models/plain/generate", "POST /v2/models/plain/versions/1/generate_stream")
                .map(address -> address.split(" "))
                .map(address -> new RestCase(String.join(" ", address), address[0], address[1], "{}", 501, "not_implemented",
                        "The extension '"));
    }

    @ParameterizedTest
    @MethodSource({"bodies", "versions", "pictures", "tensorLists", "envelopes", "repositoryCalls", "unservedExtensions"})
    void isRefusedWithASentenceAndReachesNobody(RestCase bad) throws IOException {
        int before = GATEWAY.router().calls();

        HttpResponse<byte[]> response = GATEWAY.send(bad.request(GATEWAY));

        String text = new String(response.body());
        JsonNode problem = JSON.readTree(text);
        assertThat(response.statusCode()).as(text).isEqualTo(bad.status());
        assertThat(problem.path("code").asText()).as(text).isEqualTo(bad.code());
        assertThat(problem.path("message").asText()).contains(bad.fragment()).hasSizeBetween(10, 600).doesNotContain("Exception", "java.");
        assertThat(problem.get("error")).isEqualTo(problem.get("message"));
        assertThat(problem.get("correlation_id").asText()).isNotEmpty();
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(GATEWAY.router().calls()).isEqualTo(before);
        assertThat(GATEWAY.postJson("/v1/infer", """
                {"model":"sample-classifier","input":{"image":"%s"}}""".formatted(GOOD_PICTURE)).statusCode())
                .as("the next good request").isEqualTo(200);
    }

    private static String encoded(byte[] picture) {
        return Base64.getEncoder().encodeToString(picture);
    }
}
