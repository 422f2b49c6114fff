package io.outrigger.modelserver.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.modelserver.SmallModel;
import io.outrigger.proto.onnx.OnnxEntry;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxTensor;
import io.outrigger.proto.onnx.OnnxType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people put in a model's place, and what they are told. */
class FileMishapTest {

    @TempDir
    private Path folder;

    private String refusal(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), content);
        var refusal = catchThrowableOfType(RuntimeFailure.class, () -> OnnxSession.open(ModelFile.read(file), 1).close());
        assertThat(refusal).as("was loaded").isNotNull();
        return refusal.getMessage();
    }

    private String refusal(OnnxModel model) throws IOException {
        SmallModel.write(model, folder, "m", "");
        return refusal(Files.readAllBytes(folder.resolve("m/1/model.onnx")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            version https://git-lfs.github.com/spec/v1\\noid sha256:4d7a\\nsize 12345\\n | Git LFS pointer
            \\n<!DOCTYPE html><html><body>Sign in</body></html>        | HTML page
            <HTML><head>                                               | HTML page
            <?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error> | XML file
            {"message":"Not Found"}                                    | JSON file
            no model                                                   | it is a text and no ONNX model; it begins with 'no model'
            Entry not found\\n                                         | it is a text and no ONNX model; it begins with 'Entry not found'
            \u00ff\u00fe\u00fd                                         | it is no ONNX model
            GGUF....                                                   | GGUF
            ....TFL3....                                               | TensorFlow Lite
            ``                                                         | it is empty
            """)
    void otherKindsOfFilesAreCalledByName(String content, String sentence) throws IOException {
        assertThat(refusal(content.replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1)))
                .startsWith("ONNX Runtime cannot load model.onnx: ").contains(sentence);
    }

    @Test
    void packedFiles() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(1);
        }
        assertThat(refusal(packed.toByteArray())).contains("gzip file: unpack it");
        var torch = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(torch)) {
            zip.putNextEntry(new ZipEntry("model/data.pkl"));
        }
        assertThat(refusal(torch.toByteArray())).contains("PyTorch file (.pt)");
        byte[] tar = new byte[1024];
        System.arraycopy("model.onnx".getBytes(StandardCharsets.US_ASCII), 0, tar, 0, 10);
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        assertThat(refusal(tar)).contains("tar archive");
        assertThat(refusal(new byte[5000])).contains("nothing but zero bytes");
        assertThat(refusal(new byte[] {(byte) 0x80, 2, 'c', '_'})).contains("Python pickle");
        assertThat(refusal(new byte[] {16, 0, 0, 0, 0, 0, 0, 0, '{', '"', 'w', '"', ':', '1', '}'})).contains("safetensors");
    }

    @Test
    void aModelThatWasCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/models/busy/1/model.onnx"));
        assertThat(refusal(Arrays.copyOf(whole, whole.length / 2))).contains("it is cut off: its " + whole.length / 2 + " bytes");
    }

    @Test
    void modelsThatNeedWhatIsNotHere() throws IOException {
        var good = SmallModel.of("Neg", SmallModel.FLOAT, 2);
        assertThat(refusal(good.toBuilder().setIrVersion(99).build())).contains("written with IR version 99 and opset 17");
        assertThat(refusal(good.toBuilder().setOpsetImport(0, OnnxOperatorSet.newBuilder().setDomain("").setVersion(99)).build()))
                .contains("IR version 8 and opset 99");
        assertThat(refusal(SmallModel.of("NoSuch", SmallModel.FLOAT, 2))).contains("NoSuch");
        var custom = SmallModel.of("Special", SmallModel.FLOAT, 2).toBuilder()
                .addOpsetImport(OnnxOperatorSet.newBuilder().setDomain("my.ops").setVersion(1));
        custom.getGraphBuilder().getNodeBuilder(0).setDomain("my.ops");
        assertThat(refusal(custom.build())).contains("custom operators, which this server does not have: my.ops:Special");
        var outside = SmallModel.of(List.of(SmallModel.value("x", SmallModel.FLOAT, 2)),
                List.of(SmallModel.value("y", SmallModel.FLOAT, 2)),
                SmallModel.node("Add", List.of("x", "w"), "y")).toBuilder();
        outside.getGraphBuilder().addInitializer(OnnxTensor.newBuilder().setName("w").addDims(2).setDataType(SmallModel.FLOAT)
                .setDataLocation(1).addExternalData(OnnxEntry.newBuilder().setKey("location").setValue("weights.bin")));
        assertThat(refusal(outside.build())).contains("beside it there is no weights.bin");
    }

    @Test
    void valuesThatAreNoTensors() throws IOException {
        var sequence = OnnxType.newBuilder().setSequenceType(OnnxType.Other.newBuilder().setUnknownFields(
                com.google.protobuf.UnknownFieldSet.newBuilder().addField(1, com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(OnnxType.newBuilder().setTensorType(OnnxType.Tensor.newBuilder().setElemType(1)).build()
                                .toByteString()).build()).build()));
        var model = SmallModel.of(List.of(SmallModel.value("x", SmallModel.FLOAT, 2).toBuilder().setType(sequence).build()),
                List.of(SmallModel.value("y", SmallModel.INT64)), SmallModel.node("SequenceLength", List.of("x"), "y"));
        assertThat(refusal(model)).contains("input 'x' is no tensor but a sequence, which the Open Inference Protocol cannot carry");
        assertThat(refusal(SmallModel.of("Cast", 21, 2))).contains("input 'x' has the type UINT4, which the protocol lacks");
    }
}
