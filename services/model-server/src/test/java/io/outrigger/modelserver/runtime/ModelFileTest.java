package io.outrigger.modelserver.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's files and their digest: one file, weights beside it, and files that change meanwhile. */
class ModelFileTest {

    private static final Path EXTERNAL = Path.of("src/test/resources/external-data/external-weight/1");

    @TempDir
    private Path folder;
    private Path model;

    @BeforeEach
    void copyModel() throws IOException {
        model = Files.copy(EXTERNAL.resolve("model.onnx"), folder.resolve("model.onnx"));
        Files.copy(EXTERNAL.resolve("weights.bin"), folder.resolve("weights.bin"));
    }

    @Test
    void aModelThatIsOneFileHasThatFilesDigest() throws Exception {
        Path scale = Path.of("src/test/resources/models/scale/1/model.onnx");

        try (ModelFile file = ModelFile.read(scale)) {
            assertThat(file.sha256()).isEqualTo(sha256(Files.readAllBytes(scale)));
            assertThat(bytes(file)).isEqualTo(Files.readAllBytes(scale));
            assertThat(file.dataFolder()).doesNotExist();
        }
    }

    @Test
    void whatIsLoadedStaysWhatWasHashed() throws Exception {
        byte[] before = Files.readAllBytes(model);
        try (ModelFile file = ModelFile.read(model)) {
            Files.write(model, new byte[100]);
            Files.write(folder.resolve("weights.bin"), new byte[16]);

            assertThat(bytes(file)).isEqualTo(before);
            assertThat(file.dataFolder().resolve("weights.bin")).hasSameBinaryContentAs(EXTERNAL.resolve("weights.bin"));
        }
    }

    @Test
    void weightsBesideTheFileAreInTheDigest() throws Exception {
        byte[] weights = Files.readAllBytes(EXTERNAL.resolve("weights.bin"));
        String lines = sha256(Files.readAllBytes(model)) + "  model.onnx\n" + sha256(weights) + "  weights.bin\n";
        Path copies;
        try (ModelFile file = ModelFile.read(model)) {
            assertThat(file.sha256()).as("of what sha256sum model.onnx weights.bin prints")
                    .isEqualTo(sha256(lines.getBytes(StandardCharsets.UTF_8)));
            copies = file.dataFolder();
        }
        assertThat(copies).doesNotExist();
        weights[0]++;
        Files.write(folder.resolve("weights.bin"), weights);
        try (ModelFile file = ModelFile.read(model)) {
            assertThat(file.sha256()).isNotEqualTo(sha256(lines.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void whatLiesBesideTheModelWithoutBeingNamedIsNotInTheDigest() throws Exception {
        String before;
        try (ModelFile file = ModelFile.read(model)) {
            before = file.sha256();
        }
        Files.writeString(folder.resolve("README"), "not a weight");
        try (ModelFile file = ModelFile.read(model)) {
            assertThat(file.sha256()).isEqualTo(before);
        }
    }

    @Test
    void weightsThatAreMissingOrElsewhereAreRefusedByName() throws IOException {
        Files.delete(folder.resolve("weights.bin"));
        assertThatThrownBy(() -> ModelFile.read(model))
                .hasMessage("its weights lie in another file, and beside it there is no weights.bin");

        byte[] bytes = Files.readAllBytes(model);
        for (String location : new String[] {"../../p.bin", "/etc/passwd", "a/../../bcd"}) {
            Files.write(model, replaced(bytes, "weights.bin", (location + "x".repeat(11)).substring(0, 11)));
            assertThatThrownBy(() -> ModelFile.read(model)).as(location).hasMessageContaining("lies outside the version's folder");
        }
        Files.write(model, replaced(bytes, "weights.bin", "weights\0bin"));
        assertThatThrownBy(() -> ModelFile.read(model)).hasMessage("its external data 'weights?bin' lies outside the version's folder");
        Files.delete(model);
        assertThatThrownBy(() -> ModelFile.read(model)).isInstanceOf(RuntimeFailure.class)
                .hasMessageStartingWith("cannot read model.onnx");
    }

    private static byte[] bytes(ModelFile file) {
        byte[] bytes = new byte[file.bytes().remaining()];
        file.bytes().get(bytes);
        return bytes;
    }

    private static byte[] replaced(byte[] model, String from, String to) {
        String text = new String(model, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
