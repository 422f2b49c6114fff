package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.outrigger.client.RestAnswer;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxShape;
import io.outrigger.proto.onnx.OnnxType;
import io.outrigger.proto.onnx.OnnxValue;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.Exif;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Adapters as vision models have them, on a model that answers with the tensor it is given: what the picture has become is the answer. */
class VisionAdapterIT {

    private static final String MODEL = "what-is-seen";
    private static final String LETTERBOXED = "v1";
    private static final String COVERED = "v2";
    private static final String AS_STORED = "v3";

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    /** Four by two; red from 10, green from 100, blue from 200, one more in each next pixel. */
    private static final BufferedImage PICTURE = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);

    @BeforeAll
    static void register() throws IOException {
        for (int i = 0; i < 8; i++) {
            PICTURE.setRGB(i % 4, i / 4, 10 + i << 16 | 100 + i << 8 | 200 + i);
        }
        addModel(platform.models().resolve(MODEL));
        RestCalls admin = platform.admin();
        RestAnswer loaded = admin.post(admin.gateway("/v2/repository/models/" + MODEL + "/load"), "{}");
        assertThat(loaded.status()).as(loaded.toString()).isEqualTo(200);
        String letterbox = """
                {"image":{"tensor":"x","width":4,"height":4,"color":"bgr","filter":"bilinear_opencv","resize":"letterbox","pad":[1,2,3],
                 "mean":[1,2,4],"std":[1,2,4]%s}}""";
        assertThat(register(LETTERBOXED, letterbox.formatted("")).status()).isEqualTo(201);
        assertThat(register(COVERED, """
                {"image":{"tensor":"x","width":2,"height":2,"resize":"cover"}}""").status()).isEqualTo(201);
        assertThat(register(AS_STORED, letterbox.formatted("""
                ,"exif_orientation":false""")).status()).isEqualTo(201);
    }

    @Test
    void aLetterboxedPictureIsPaddedAndNormalizedByItsOwnChannels() {
        assertThat(seen(LETTERBOXED, Digits.encode(PICTURE, "png"))).as("blue, green, red, each with a row of padding above and below")
                .containsExactly(
                        -0.25, -0.25, -0.25, -0.25, 49.0, 49.25, 49.5, 49.75, 50.0, 50.25, 50.5, 50.75, -0.25, -0.25, -0.25, -0.25,
                        0.0, 0.0, 0.0, 0.0, 49.0, 49.5, 50.0, 50.5, 51.0, 51.5, 52.0, 52.5, 0.0, 0.0, 0.0, 0.0,
                        0.0, 0.0, 0.0, 0.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 0.0, 0.0, 0.0, 0.0);
    }

    @Test
    void ofAPictureThatCoversTheMiddleIsSeen() {
        assertThat(seen(COVERED, Digits.encode(PICTURE, "png"))).containsExactly(11.0, 12.0, 15.0, 16.0, 101.0, 102.0, 105.0, 106.0, 201.0,
                202.0, 205.0, 206.0);
    }

    @Test
    void aTurnedPictureIsTheUprightOneToTheLastValue() {
        BufferedImage large = new BufferedImage(80, 40, BufferedImage.TYPE_INT_RGB);
        large.createGraphics().drawImage(PICTURE, 0, 0, 80, 40, null);
        byte[] stored = Digits.encode(Digits.turnedLeft(large), "jpeg");
        byte[] turned = Exif.inJpeg(stored, Exif.orientation(6, ByteOrder.BIG_ENDIAN));
        byte[] upright = Digits.encode(Digits.turnedLeft(Digits.turnedLeft(Digits.turnedLeft(Digits.decode(stored)))), "png");

        assertThat(seen(LETTERBOXED, turned)).isEqualTo(seen(LETTERBOXED, upright));
        assertThat(seen(AS_STORED, turned)).as("turned off").isEqualTo(seen(LETTERBOXED, stored)).isNotEqualTo(seen(LETTERBOXED, upright));
        byte[] rubbish = Exif.inJpeg(stored, new byte[] {'M', 'M', 0, 42, -1, -1, -1, -1, 1, 2, 3});
        assertThat(seen(LETTERBOXED, rubbish)).as("broken EXIF data counts as none").isEqualTo(seen(LETTERBOXED, stored));
    }

    @Test
    void aRegistrationComesBackAsItWasSaidAndAWrongOneIsToldWhatIsWrong() {
        RestCalls rest = platform.rest();
        JsonNode image = rest.get(rest.registry("/v1/models/" + MODEL + "/versions/" + LETTERBOXED)).json().at("/adapter/image");
        assertThat(image.path("resize").asText()).isEqualTo("letterbox");
        assertThat(image.path("pad").toString()).isEqualTo("[1.0,2.0,3.0]");
        assertThat(image.path("std").toString()).isEqualTo("[1.0,2.0,4.0]");

        RestAnswer unknown = register("v9", """
                {"image":{"tensor":"x","width":2,"height":2,"letterbox":true}}""");
        assertThat(unknown.status()).as(unknown.toString()).isEqualTo(400);
        assertThat(unknown.json().path("message").asText()).contains("'adapter.image.letterbox' is not known here", "resize");
        RestAnswer wrong = register("v9", """
                {"image":{"tensor":"x","width":2,"height":2,"std":[1,1,0]}}""");
        assertThat(wrong.json().path("message").asText()).contains("'adapter.image.std' divides, so it must be above 0; found 0.0");
    }

    private static RestAnswer register(String version, String adapter) {
        RestCalls admin = platform.admin();
        return admin.post(admin.registry("/v1/models"), """
                {"name":"%s","version":"%s","framework":"onnx","endpoint":"%s","served_as":{"version":1},"adapter":%s}"""
                .formatted(MODEL, version, platform.access().modelServerGrpc(), adapter));
    }

    private static List<Double> seen(String version, byte[] picture) {
        List<Double> values = new ArrayList<>();
        Eventually.passes(() -> {
            RestAnswer answer = platform.rest().post(platform.rest().gateway("/v1/infer"), """
                    {"model":"%s","version":"%s","input":{"image":"%s"}}"""
                    .formatted(MODEL, version, Base64.getEncoder().encodeToString(picture)));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            values.clear();
            answer.json().at("/outputs/0/data").forEach(value -> values.add(value.asDouble()));
        });
        return values;
    }

    /** The runtime wants a graph to have a name, field 2, which the platform itself does not read. */
    private static void addModel(Path folder) throws IOException {
        UnknownFieldSet name = UnknownFieldSet.newBuilder().addField(2,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8("seen")).build()).build();
        OnnxModel model = OnnxModel.newBuilder().setIrVersion(8)
                .addOpsetImport(OnnxOperatorSet.newBuilder().setDomain("").setVersion(17))
                .setGraph(OnnxGraph.newBuilder().addInput(picture("x")).addOutput(picture("y"))
                        .addNode(OnnxNode.newBuilder().setOpType("Identity").addInput("x").addOutput("y")).setUnknownFields(name))
                .build();
        Files.createDirectories(folder.resolve("1"));
        Files.write(folder.resolve("1/model.onnx"), model.toByteArray());
        Files.writeString(folder.resolve("config.pbtxt"), """
                name: "%s"
                platform: "onnxruntime_onnx"
                max_batch_size: 8
                input [ { name: "x" data_type: TYPE_FP32 dims: [ 3, -1, -1 ] } ]
                output [ { name: "y" data_type: TYPE_FP32 dims: [ 3, -1, -1 ] } ]
                """.formatted(MODEL));
    }

    private static OnnxValue picture(String name) {
        OnnxShape.Builder shape = OnnxShape.newBuilder();
        shape.addDimBuilder().setDimParam("rows");
        shape.addDimBuilder().setDimValue(3);
        shape.addDimBuilder().setDimParam("height");
        shape.addDimBuilder().setDimParam("width");
        return OnnxValue.newBuilder().setName(name)
                .setType(OnnxType.newBuilder().setTensorType(OnnxType.Tensor.newBuilder().setElemType(1).setShape(shape))).build();
    }
}
