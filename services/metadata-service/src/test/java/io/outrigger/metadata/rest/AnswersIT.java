package io.outrigger.metadata.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each kind of answer to the byte: which fields, in which order, and what is left out because it says nothing. */
class AnswersIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    private static final String SMALL = """
            {"name":"small","version":"v1","framework":"onnx",
             "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[4]}],"outputs":[{"name":"y","datatype":"FP32","shape":[2]}]}}""";

    private static final String WHOLE = """
            {"name":"whole","version":3,"framework":"onnx","description":"a \\"whole\\" one, 8 × 8","strategy":"least-latency",
             "default_alias":"main","batching":"off","digest":"sha256:%s","fleets":["gpu","default"],
             "served_as":{"model":"folder","version":1},
             "signature":{"latency_target_ms":5,"default_timeout_ms":1500,"max_batch_size":8,
              "inputs":[{"name":"x","datatype":"FP32","shape":[-1,3,8,8],"optional":false},
                        {"name":"threshold","datatype":"FP64","shape":[-1,1],"optional":true}],
              "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2],"optional":false}]},
             "adapter":{"classification":{"tensor":"y","labels":["cat","dög"],"activation":"softmax"},
              "image":{"tensor":"x","width":8,"height":8,"filter":"bilinear_opencv","color":"bgr","invert":true,"scale":0.25,"offset":0,
               "layout":"NCHW","resize":"letterbox","resize_width":6,"resize_height":8,"position":"top_left","pad":[1,2,255],
               "mean":[0.485,0.456,0.406],"std":[0.5,1e-7,2],"exif_orientation":false}}}""".formatted("ab".repeat(32));

    private static final String SMALL_VERSION = """
            {"model":"small","version":"v1","framework":"onnx",\
            "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[4]}],"outputs":[{"name":"y","datatype":"FP32","shape":[2]}],\
            "max_batch_size":0},"fleets":["default"],"aliases":["stable"],"created_at":"…"}""";

    private static final String WHOLE_VERSION = """
            {"model":"whole","version":"v3","framework":"onnx","artifact_sha256":"%s",\
            "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[-1,3,8,8]},\
            {"name":"threshold","datatype":"FP64","shape":[-1,1],"optional":true}],\
            "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}],\
            "max_batch_size":8,"default_timeout_ms":1500,"latency_target_ms":5},\
            "adapter":{"image":{"tensor":"x","width":8,"height":8,"filter":"bilinear_opencv","color":"bgr","invert":true,\
            "scale":[0.25],"offset":[0.0],"layout":"NCHW","resize":"letterbox","resize_width":6,"resize_height":8,"position":"top_left",\
            "pad":[1.0,2.0,255.0],"mean":[0.485,0.456,0.406],"std":[0.5,1.0E-7,2.0],"exif_orientation":false},\
            "classification":{"tensor":"y","labels":["cat","dög"],"activation":"softmax"}},\
            "fleets":["default","gpu"],"served_as":{"model":"folder","version":"v1"},"aliases":["main","stable"],"created_at":"…"}"""
            .formatted("ab".repeat(32));

    private static final String PICTURE = """
            {"image":{"tensor":"x","width":2,"height":2,"color":"gray","layout":"flat","filter":"area","resize":"none"}}""";

    private final Rest rest = registry.rest();

    @BeforeAll
    static void register() {
        Rest rest = registry.rest();
        assertThat(body(rest.put("/v1/fleets/gpu", """
                {"replicas":4,"address":"gpu.example:8001","mesh":false}""")))
                .isEqualTo("""
                        {"name":"gpu","address":"gpu.example:8001","mesh":false,"replicas":4}""");
        assertThat(body(rest.post("/v1/models", WHOLE))).isEqualTo(WHOLE_VERSION);
        assertThat(body(rest.post("/v1/models", SMALL))).isEqualTo(SMALL_VERSION);
    }

    @Test
    void versions() {
        assertThat(body(rest.get("/v1/models/whole/versions/v3"))).isEqualTo(WHOLE_VERSION);
        assertThat(body(rest.get("/v1/models/small/versions"))).isEqualTo("""
                {"versions":[%s]}""".formatted(SMALL_VERSION));
    }

    @Test
    void anAdapterThatSaysLittleAndANotice() {
        RestAnswer registered = rest.post("/v1/models", SMALL.replace("small", "free").replaceAll(":\\[[24]]", ":[-1,4]"));
        String version = SMALL_VERSION.replace("small", "free").replaceAll(":\\[[24]]", ":[-1,4]");
        assertThat(body(registered)).startsWith("""
                %s,"notices":["Version v1 is not batched:\s""".formatted(version.substring(0, version.length() - 1)));

        assertThat(body(rest.put("/v1/models/free/versions/v1/adapter", PICTURE))).contains("""
                "max_batch_size":0},"adapter":{"image":{"tensor":"x","width":2,"height":2,"filter":"area","color":"gray","invert":false,\
                "scale":[1.0],"offset":[0.0],"layout":"flat","resize":"none"}},"fleets":["default"],"aliases":""");
    }

    /** PostgreSQL writes out every digit of a number. */
    @Test
    void aNumberOfAnySizeComesBack() {
        String picture = PICTURE.replace("}}", """
                ,"scale":1.2345678901234567e-30,"offset":[1e30]}}""");

        assertThat(body(rest.post("/v1/models", SMALL.replace("small", "digits").replaceAll("}$", """
                ,"adapter":%s}""".formatted(picture)))))
                .contains("""
                        "scale":[1.2345678901234567E-30],"offset":[1.0E30]""");
    }

    @Test
    void models() {
        String whole = """
                {"name":"whole","description":"a \\"whole\\" one, 8 × 8","default_alias":"main","strategy":"least-latency",\
                "batching":"off","versions":["v3"],"aliases":{"main":"v3","stable":"v3"}}""";
        String small = """
                {"name":"small","description":"","default_alias":"stable","strategy":"round-robin",\
                "batching":"on","versions":["v1"],"aliases":{"stable":"v1"}}""";
        assertThat(body(rest.get("/v1/models/whole"))).isEqualTo(whole);
        assertThat(body(rest.get("/v1/models?page_size=1&page_token=c2"))).isEqualTo("""
                {"models":[%s],"next_page_token":"c21hbGw"}""".formatted(small));
        assertThat(body(rest.get("/v1/models?page_token=c21hbGw"))).isEqualTo("""
                {"models":[%s]}""".formatted(whole));
        assertThat(body(rest.send("PATCH", "/v1/models/whole", """
                {"strategy":"least-latency"}""", "If-Match", "*"))).isEqualTo(whole);
    }

    @Test
    void aliasesAndFleets() {
        assertThat(body(rest.get("/v1/models/small/aliases"))).isEqualTo("""
                {"aliases":[{"alias":"stable","version":"v1"}]}""");
        assertThat(body(rest.get("/v1/models/small/aliases/stable"))).isEqualTo("""
                {"alias":"stable","version":"v1"}""");
        assertThat(body(rest.get("/v1/fleets/default"))).isEqualTo("""
                {"name":"default","mesh":false}""");
        assertThat(body(rest.get("/v1/fleets"))).isEqualTo("""
                {"fleets":[{"name":"default","mesh":false},{"name":"gpu","address":"gpu.example:8001","mesh":false,"replicas":4}]}""");
    }

    /** An answer's body, with the one thing in it that differs from time to time left out. */
    private static String body(RestAnswer answer) {
        assertThat(answer.succeeded()).as("%s", answer).isTrue();
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        return answer.text().replaceAll("""
                (?<="created_at":")20[-0-9T:.]+Z""", "…");
    }
}
